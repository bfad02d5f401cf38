package io.skipruntime.server.postgres;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.system.CatalogSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client that may use the server. It reads messages and answers them; after an
 * error in the extended protocol it leaves out all until Sync. Used by one thread.
 */
final class Connection {

  private static final int MOST_STATEMENTS = 1_000;
  private static final int MOST_PORTALS = 100;

  private final Socket socket;
  private final boolean isEncrypted;
  private final MessageReader input;
  private final MessageWriter output;
  private final Deadline deadline;
  private final long messageMillis;
  private final Environment environment;
  private final Session session;
  private final Cancellation cancellation;
  private final Map<String, Prepared> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private boolean skipsToSync;

  /** A statement that a client has prepared, with the memory that it takes. */
  private record Prepared(Session.Statement statement, ResultMemory.Share memory) {}

  Connection(Handshake.Opened opened, PostgresServer.Client client, Environment environment) {
    this.socket = opened.socket();
    this.isEncrypted = opened.isEncrypted();
    this.input = opened.input();
    this.output = opened.output();
    this.deadline = client.deadline();
    this.messageMillis = client.messageMillis();
    this.environment = environment;
    this.cancellation = client.cancellation();
    this.session =
        new Session(
            environment,
            new CatalogSession(opened.database(), opened.user(), client.number(), Map.of()),
            opened.proven(),
            this::isUnwanted,
            cancellation,
            statements::containsKey);
  }

  Session session() {
    return session;
  }

  private boolean isUnwanted() throws IOException {
    if (!isEncrypted && !socket.isClosed() && input.isAtEnd()) {
      cancellation.request();
    }
    return socket.isClosed() || cancellation.isRequested();
  }

  /**
   * Tells the client that it is welcome, and answers until it leaves.
   *
   * @param parameters the parameters that the client begins with
   */
  void serve(Map<String, String> parameters, int number, int key) throws IOException {
    try {
      parameters.forEach((name, value) -> {
        if (!name.equals("user") && !name.equals("database") && !name.equals("options")) {
          session.settings().set(name, value);
        }
      });
    } catch (Failure e) {
      throw Failure.fatal(e.state(), e.reason());
    }
    for (String name : Settings.REPORTED.keySet()) {
      report(name);
    }
    output.message(
        'K',
        fields -> {
          fields.number(number);
          fields.number(key);
        });
    ready();
    try {
      while (answer()) {
        deadline.clear();
      }
    } finally {
      closePortals();
      forgetStatements();
      session.close();
    }
  }

  private void report(String name) throws IOException {
    String value = session.settings().find(name).orElse("");
    output.message(
        'S',
        fields -> {
          fields.text(Settings.REPORTED.getOrDefault(name, name));
          fields.text(value);
        });
  }

  private void ready() throws IOException {
    output.message('Z', fields -> fields.octet(session.transaction().state().letter()));
    output.flush();
  }

  /** Answers a message; false if the client leaves. */
  private boolean answer() throws IOException {
    int type = input.type();
    if (type < 0) {
      return false;
    }
    deadline.begin(messageMillis);
    Payload message = input.rest(MessageReader.MOST);
    deadline.clear();
    if (type == 'X') {
      return false;
    }
    if (skipsToSync && type != 'S') {
      return true;
    }
    try {
      cancellation.begin();
      handle((char) type, message);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      throw new IllegalStateException("a message of the type " + (char) type, e);
    } finally {
      cancellation.end();
    }
    return true;
  }

  /** Carries a message out, or tells the client why it cannot be carried out. */
  private void handle(char type, Payload message) throws Exception {
    try {
      dispatch(type, message);
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail(Failure.of(e), type != 'Q' && type != 'S');
      if (type == 'Q') {
        endMessage();
      }
    }
  }

  private void fail(Failure failure, boolean isExtended) throws IOException {
    environment.counters().failures.increment();
    if (failure.isFatal()) {
      throw failure;
    }
    session.transaction().fail();
    error(failure, output);
    skipsToSync = isExtended;
  }

  /** Tells a client of an error. */
  static void error(Failure failure, MessageWriter output) throws IOException {
    String severity = failure.isFatal() ? "FATAL" : "ERROR";
    output.message(
        'E',
        fields -> {
          field('S', severity, fields);
          field('V', severity, fields);
          field('C', failure.state(), fields);
          field('M', failure.reason(), fields);
          if (failure.position() > 0) {
            field('P', String.valueOf(failure.position()), fields);
          }
          fields.octet(0);
        });
  }

  private static void field(char type, String text, MessageWriter fields) {
    fields.octet(type);
    fields.text(text);
  }

  private void dispatch(char type, Payload message) throws Exception {
    switch (type) {
      case 'Q' -> simple(message.text());
      case 'P' -> parse(message);
      case 'B' -> bind(message);
      case 'D' -> describe(message);
      case 'E' -> execute(message);
      case 'C' -> close(message);
      case 'H' -> output.flush();
      case 'S' -> {
        skipsToSync = false;
        endMessage();
      }
      case 'F' -> throw Failure.of("0A000", "function calls are not supported; use a query");
      case 'd', 'c', 'f' -> {}
      default ->
          throw Failure.fatal(Failure.PROTOCOL, "invalid frontend message type " + (int) type);
    }
  }

  private void endMessage() throws IOException {
    if (session.transaction().state() == Transaction.State.NONE) {
      closePortals();
    }
    session.transaction().endMessage();
    ready();
  }

  private void closePortals() {
    portals.values().forEach(Portal::close);
    portals.clear();
  }

  private void simple(String text) throws Exception {
    List<StatementText> all = StatementText.split(text);
    if (all.isEmpty()) {
      output.message('I');
    }
    closeUnnamed();
    for (StatementText each : all) {
      Session.Statement statement =
          new Session.Statement(each.text(), Command.of(each.text()), List.of());
      try {
        run(statement);
      } catch (Failure e) {
        throw e.behind(each.start());
      }
    }
    endMessage();
  }

  private void run(Session.Statement statement) throws Exception {
    Outcome outcome = session.run(statement, Map.of());
    try {
      Portal portal = new Portal(ran(outcome), List.of(), outcome::release);
      if (!outcome.columns().isEmpty()) {
        portal.describe(output);
      }
      portal.send(0, output);
      reportChange(statement.command());
    } finally {
      outcome.release();
    }
  }

  private static Session.Running ran(Outcome outcome) {
    return new Session.Running() {
      @Override
      public List<Column> columns() {
        return outcome.columns();
      }

      @Override
      public Outcome run() {
        return outcome;
      }
    };
  }

  private void reportChange(Command command) throws IOException {
    switch (command.kind()) {
      case SET -> {
        if (Settings.REPORTED.containsKey(command.name())) {
          report(command.name());
        }
      }
      case RESET, DISCARD -> {
        for (String name : Settings.REPORTED.keySet()) {
          report(name);
        }
        forgetStatements(command);
      }
      case DEALLOCATE -> forgetStatements(command);
      default -> {}
    }
  }

  private void forgetStatements(Command command) {
    boolean isOfAll = command.name().equals("all");
    if (isOfAll && command.kind() != Command.Kind.RESET) {
      forgetStatements();
    } else if (command.kind() == Command.Kind.DEALLOCATE) {
      forgetStatement(command.name());
    }
  }

  private void forgetStatements() {
    statements.values().forEach(each -> each.memory().release());
    statements.clear();
  }

  private void forgetStatement(String name) {
    Prepared prepared = statements.remove(name);
    if (prepared != null) {
      prepared.memory().release();
    }
  }

  /** Memory for so many bytes that the client has sent and that are kept as they are or as text. */
  private ResultMemory.Share memory(int bytes) {
    ResultMemory.Share share = environment.memory().new Share(Long.MAX_VALUE);
    try {
      share.take(2L * bytes);
    } catch (Failure e) {
      share.release();
      throw e;
    }
    return share;
  }

  private void closeUnnamed() {
    Portal unnamed = portals.remove("");
    if (unnamed != null) {
      unnamed.close();
    }
  }

  private void parse(Payload message) throws Exception {
    String name = message.text();
    String text = message.text();
    int count = message.count();
    List<Integer> oids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      oids.add(message.number());
    }
    List<StatementText> all = StatementText.split(text);
    if (all.size() > 1) {
      throw Failure.of("42601", "cannot insert multiple commands into a prepared statement");
    }
    if (!name.isEmpty() && statements.containsKey(name)) {
      throw Failure.of("42P05", "prepared statement \"" + name + "\" already exists");
    }
    if (statements.size() >= MOST_STATEMENTS) {
      throw Failure.of("53000", "a connection may have " + MOST_STATEMENTS + " statements");
    }
    String only = all.isEmpty() ? "" : all.getFirst().text();
    Session.Statement statement = new Session.Statement(only, Command.of(only), oids);
    if (statement.command().kind() == Command.Kind.QUERY) {
      List<Integer> known;
      try {
        known = session.parameters(statement);
      } catch (Failure e) {
        throw e.behind(all.getFirst().start());
      }
      statement = new Session.Statement(only, statement.command(), known);
    }
    Prepared prepared = new Prepared(statement, memory(message.size()));
    forgetStatement(name);
    statements.put(name, prepared);
    output.message('1');
  }

  private Session.Statement statement(String name) {
    Prepared prepared = statements.get(name);
    if (prepared == null) {
      throw Failure.unprepared(name);
    }
    return prepared.statement();
  }

  private Portal portal(String name) {
    Portal portal = portals.get(name);
    if (portal == null) {
      throw Failure.of("34000", "portal \"" + name + "\" does not exist");
    }
    return portal;
  }

  private static List<Integer> formats(Payload message) {
    int count = message.count();
    List<Integer> formats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int format = message.count();
      if (format > 1) {
        throw Failure.of(Failure.PROTOCOL, "there is no format " + format);
      }
      formats.add(format);
    }
    return formats;
  }

  private void bind(Payload message) {
    String portal = message.text();
    Session.Statement statement = statement(message.text());
    List<Integer> formats = formats(message);
    int count = message.count();
    if (count != statement.oids().size() || (formats.size() > 1 && formats.size() != count)) {
      throw Failure.of(
          Failure.PROTOCOL,
          "bind message supplies "
              + count
              + " parameters, but the statement requires "
              + statement.oids().size());
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = message.value();
      boolean isBinary = !formats.isEmpty() && formats.get(formats.size() == 1 ? 0 : i) == 1;
      values.add(
          bytes == null ? null : WireFormat.decoded(bytes, statement.oids().get(i), isBinary));
    }
    List<Integer> resultFormats = formats(message);
    if (!portal.isEmpty() && portals.containsKey(portal)) {
      throw Failure.of("42P03", "portal \"" + portal + "\" already exists");
    }
    if (portals.size() >= MOST_PORTALS) {
      throw Failure.of("53000", "a connection may have " + MOST_PORTALS + " portals");
    }
    if (portal.isEmpty()) {
      closeUnnamed();
    }
    ResultMemory.Share memory = memory(message.size());
    portals.put(portal, new Portal(bound(statement, values), resultFormats, memory::release));
    bindComplete();
  }

  private void bindComplete() {
    try {
      output.message('2');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Session.Running bound(Session.Statement statement, List<@Nullable Object> values) {
    return new Session.Running() {
      @Override
      public List<Column> columns() throws Exception {
        return session.columns(statement);
      }

      @Override
      public Outcome run() throws Exception {
        Outcome outcome = session.run(statement, Session.named(values));
        reportChange(statement.command());
        return outcome;
      }
    };
  }

  private void describe(Payload message) throws Exception {
    char kind = message.letter();
    String name = message.text();
    switch (kind) {
      case 'S' -> {
        Session.Statement statement = statement(name);
        List<Column> columns = session.columns(statement);
        output.message(
            't',
            fields -> {
              fields.half(statement.oids().size());
              statement.oids().forEach(fields::number);
            });
        Portal.describe(columns, column -> false, output);
      }
      case 'P' -> portal(name).describe(output);
      default -> throw Failure.of(Failure.PROTOCOL, "there is nothing to describe");
    }
  }

  private void execute(Payload message) throws Exception {
    Portal portal = portal(message.text());
    portal.send(message.number(), output);
  }

  private void close(Payload message) throws Exception {
    char kind = message.letter();
    String name = message.text();
    switch (kind) {
      case 'S' -> forgetStatement(name);
      case 'P' -> {
        Portal portal = portals.remove(name);
        if (portal != null) {
          portal.close();
        }
      }
      default -> throw Failure.of(Failure.PROTOCOL, "there is nothing to close");
    }
    output.message('3');
  }
}
