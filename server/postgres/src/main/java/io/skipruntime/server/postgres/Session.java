package io.skipruntime.server.postgres;

import io.skipruntime.json.Json;
import io.skipruntime.server.spi.ProvenUser;
import io.skipruntime.sql.PreparedQuery;
import io.skipruntime.sql.ServiceQueries;
import io.skipruntime.sql.SnapshotQuery;
import io.skipruntime.sql.SqlParameters;
import io.skipruntime.sql.Values;
import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.system.CatalogSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of a client: its transaction and its parameters. It runs statements. Used by one
 * thread, except for {@link #expire}.
 */
final class Session {

  /** A statement that can be described and run. */
  interface Running {

    /** The columns of its rows; none for a statement without rows. */
    List<Column> columns() throws Exception;

    /** Runs it. */
    Outcome run() throws Exception;
  }

  /**
   * A statement.
   *
   * @param text the text of the client
   * @param command what it asks for
   * @param oids the types that the client has for the parameters; 0 for those that it leaves open
   */
  record Statement(String text, Command command, List<Integer> oids) {

    /** Copies the list. */
    Statement {
      oids = List.copyOf(oids);
    }
  }

  private final Environment environment;
  private final CatalogSession identity;
  private final Optional<ProvenUser> user;
  private final Callable<Boolean> isUnwanted;
  private final Cancellation cancellation;
  private final Predicate<String> isPrepared;
  private final Settings settings = new Settings();
  private final Transaction transaction;
  private final Cursors cursors = new Cursors();

  /**
   * A session.
   *
   * @param identity the database and the user that the client has named
   * @param user the verified user who asks; empty for those who may read all
   * @param isUnwanted whether the client has left; asked while a statement runs
   * @param cancellation the wish that a statement ends
   * @param isPrepared whether the client has prepared a statement of a name
   */
  Session(
      Environment environment,
      CatalogSession identity,
      Optional<ProvenUser> user,
      Callable<Boolean> isUnwanted,
      Cancellation cancellation,
      Predicate<String> isPrepared) {
    this.environment = environment;
    this.identity = identity;
    this.user = user;
    this.isUnwanted = isUnwanted;
    this.cancellation = cancellation;
    this.isPrepared = isPrepared;
    this.transaction = new Transaction(environment.service(), environment.transactionMillis());
  }

  Settings settings() {
    return settings;
  }

  Transaction transaction() {
    return transaction;
  }

  /** Gives up the version of a transaction that is open for too long. Called by any thread. */
  void expire() {
    transaction.expire();
  }

  /** Gives back all that the session holds. */
  void close() {
    cursors.closeAll();
    transaction.end();
  }

  /** The columns of a statement's rows; none for a statement without rows. */
  List<Column> columns(Statement statement) throws Exception {
    Command command = statement.command();
    return switch (command.kind()) {
      case QUERY -> prepared(statement, PreparedQuery::columns);
      case EXPLAIN -> texts("QUERY PLAN");
      case SHOW -> texts(Settings.key(command.name()));
      case FETCH -> cursors.columns(command.name());
      default -> List.of();
    };
  }

  private static List<Column> texts(String name) {
    return List.of(new Column(name, SqlType.TEXT, false));
  }

  /** The types of a statement's parameters, by their positions. */
  List<Integer> parameters(Statement statement) throws Exception {
    if (statement.command().kind() != Command.Kind.QUERY) {
      return statement.oids();
    }
    Map<String, SqlType> types = prepared(statement, PreparedQuery::parameters);
    List<Integer> oids = new ArrayList<>(statement.oids());
    for (Map.Entry<String, SqlType> each : types.entrySet()) {
      int index = ParameterNames.index(each.getKey(), statement.text());
      while (oids.size() <= index) {
        oids.add(0);
      }
      if (oids.get(index) == 0) {
        oids.set(index, each.getValue().oid());
      }
    }
    oids.replaceAll(oid -> oid == 0 ? SqlType.TEXT.oid() : oid);
    return oids;
  }

  /** An aspect of a query that was understood. */
  private interface Aspect<T> {
    T of(PreparedQuery query);
  }

  private <T> T prepared(Statement statement, Aspect<T> aspect) throws Exception {
    requireUsable(statement.command());
    SnapshotQuery over = over();
    return onThread(statement, () -> aspect.of(prepare(over, statement)));
  }

  private PreparedQuery prepare(SnapshotQuery over, Statement statement) {
    String text = statement.text();
    SnapshotQuery.Limits limits = environment.limits();
    try {
      return over.prepare(text, limits, cancellation::isRequested);
    } catch (SqlException e) {
      if (!e.state().equals(SqlException.UNKNOWN_TYPE)) {
        throw e;
      }
      return over.prepare(
          ParameterNames.typed(text, statement.oids()), limits, cancellation::isRequested);
    }
  }

  private SnapshotQuery over() {
    CatalogSession session =
        new CatalogSession(identity.database(), identity.user(), identity.number(), settings.all());
    return ServiceQueries.over(
        environment.service(), transaction.version(), session, user.map(ProvenUser::principal));
  }

  private <T> T onThread(Statement statement, Callable<T> step) throws Exception {
    try {
      return environment.threads().run(step, isUnwanted);
    } catch (SqlException e) {
      throw Failure.of(e, statement.text());
    }
  }

  private void requireUsable(Command command) {
    if (user.isPresent()
        && !environment.service().clock().instant().isBefore(user.get().expiry())) {
      throw Failure.fatal("28000", "the token has expired; connect with another");
    }
    if (transaction.state() == Transaction.State.FAILED && !endsFailure(command)) {
      throw Failure.of(
          "25P02",
          "current transaction is aborted, commands ignored until end of transaction block");
    }
  }

  private static boolean endsFailure(Command command) {
    return switch (command.kind()) {
      case COMMIT, ROLLBACK, ROLLBACK_TO -> true;
      default -> false;
    };
  }

  /**
   * Runs a statement.
   *
   * @param values the values of the parameters by their names
   */
  Outcome run(Statement statement, Map<String, @Nullable Object> values) throws Exception {
    environment.counters().statements.increment();
    Command command = statement.command();
    requireUsable(command);
    return switch (command.kind()) {
      case EMPTY -> Outcome.done("");
      case QUERY -> query(statement, values);
      case EXPLAIN -> explained(statement, values);
      case SHOW -> shown(command);
      case WRITE ->
          throw Failure.of(
              "25006",
              "cannot execute "
                  + command.name()
                  + ": SQL reads; write to the inputs of the service");
      case DECLARE -> declared(statement, values);
      case FETCH -> cursors.fetched(command);
      case CLOSE -> cursors.closed(command.name());
      default -> changed(command);
    };
  }

  private Outcome changed(Command command) {
    return switch (command.kind()) {
      case SET -> {
        if (!command.name().isEmpty()) {
          settings.set(command.name(), command.rest());
        }
        yield Outcome.done("SET");
      }
      case RESET -> {
        settings.reset(command.name());
        yield Outcome.done("RESET");
      }
      case BEGIN -> {
        transaction.begin();
        yield Outcome.done("BEGIN");
      }
      case COMMIT -> Outcome.done(ended() ? "COMMIT" : "ROLLBACK");
      case ROLLBACK -> {
        ended();
        yield Outcome.done("ROLLBACK");
      }
      case SAVEPOINT, RELEASE -> {
        if (transaction.state() == Transaction.State.NONE) {
          throw Failure.of("25P01", command.kind() + " can only be used in transaction blocks");
        }
        yield Outcome.done(command.kind().name());
      }
      case ROLLBACK_TO -> {
        transaction.rollBackToSavepoint();
        yield Outcome.done("ROLLBACK");
      }
      case DISCARD -> {
        settings.reset("all");
        cursors.closeAll();
        yield Outcome.done(command.name().equals("all") ? "DISCARD ALL" : "DISCARD");
      }
      case DEALLOCATE -> {
        if (!command.name().equals("all") && !isPrepared.test(command.name())) {
          throw Failure.unprepared(command.name());
        }
        yield Outcome.done(command.name().equals("all") ? "DEALLOCATE ALL" : "DEALLOCATE");
      }
      default -> Outcome.done(command.name().toUpperCase(Locale.ROOT));
    };
  }

  private boolean ended() {
    cursors.closeAll();
    return transaction.end();
  }

  private Outcome query(Statement statement, Map<String, @Nullable Object> values)
      throws Exception {
    SnapshotQuery over = over();
    return onThread(statement, () -> rows(over, statement, values));
  }

  private Outcome rows(
      SnapshotQuery over, Statement statement, Map<String, @Nullable Object> values) {
    PreparedQuery query = prepare(over, statement);
    SnapshotQuery.Limits limits = environment.limits();
    ResultMemory.Share share = environment.memory().new Share(limits.bytes());
    List<@Nullable Object[]> rows = new ArrayList<>();
    boolean isDone = false;
    try {
      query.run(
          values,
          limits,
          cancellation::isRequested,
          row -> {
            if (rows.size() == limits.rows()) {
              throw SqlException.of(
                  "54000", "the result has more than " + limits.rows() + " rows; add a LIMIT");
            }
            share.add(row);
            rows.add(row);
          });
      isDone = true;
    } finally {
      if (!isDone) {
        share.release();
      }
    }
    return Outcome.of(query.columns(), rows, share::release);
  }

  private Outcome explained(Statement statement, Map<String, @Nullable Object> values)
      throws Exception {
    SnapshotQuery over = over();
    Map<String, Json> parameters = new HashMap<>();
    values.forEach((name, value) ->
        parameters.put(name, value == null ? Json.NULL : Json.of(Values.text(value))));
    List<String> lines =
        onThread(
            statement,
            () ->
                ServiceQueries.explain(
                    statement.text(),
                    over,
                    SqlParameters.of(parameters),
                    environment.limits(),
                    cancellation::isRequested,
                    environment.service(),
                    user.map(ProvenUser::principal)));
    return Outcome.texts("QUERY PLAN", lines, "EXPLAIN");
  }

  private Outcome shown(Command command) {
    if (command.name().equals("all")) {
      List<String> lines = new ArrayList<>();
      settings.all().forEach((name, value) -> lines.add(name + " = " + value));
      return Outcome.texts("all", lines.stream().sorted().toList(), "SHOW");
    }
    String value =
        settings
            .find(command.name())
            .orElseThrow(() ->
                Failure.of(
                    "42704", "unrecognized configuration parameter \"" + command.name() + "\""));
    return Outcome.texts(Settings.key(command.name()), List.of(value), "SHOW");
  }

  private Outcome declared(Statement statement, Map<String, @Nullable Object> values)
      throws Exception {
    if (transaction.state() == Transaction.State.NONE) {
      throw Failure.of("25P01", "DECLARE CURSOR can only be used in transaction blocks");
    }
    String text = statement.command().rest();
    Statement query = new Statement(text, Command.of(text), statement.oids());
    if (query.command().kind() != Command.Kind.QUERY) {
      throw Failure.of("42601", "a cursor is one of a query");
    }
    cursors.declare(statement.command().name(), query(query, values));
    return Outcome.done("DECLARE CURSOR");
  }

  /** Parameters' values by their names. */
  static Map<String, @Nullable Object> named(List<@Nullable Object> values) {
    Map<String, @Nullable Object> named = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      named.put(String.valueOf(i + 1), values.get(i));
    }
    return named;
  }
}
