package io.skipruntime.postgres;

import io.skipruntime.client.feed.SourceException;
import io.skipruntime.postgres.Inbox.Event;
import io.skipruntime.postgres.TableSubscription.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection: preflight, slot, stream, loads, and the commits that are delivered.
 * For the feed's thread.
 *
 * <p>A table is read at a position of its own, from a temporary slot and its snapshot, while the
 * stream goes on for other tables and the table's changes are put aside. It enters when the stream
 * has passed that position, between two commits, with the changes since: so no subscriber sees two
 * tables of different times. That is how PostgreSQL synchronises tables itself.
 *
 * <ul>
 *   <li>{@code passed}: all commits before this position have been handled
 *   <li>{@code load} is the load under way, {@code read} the one that waits for its position to be
 *       passed
 * </ul>
 */
final class Following implements AutoCloseable {

  private static final long TICK_MILLIS = 500;
  private static final long GATHER_MILLIS = 100;

  private final FeedState feed;
  private final PostgresOptions options;
  private final Inbox inbox;
  private final Sessions sessions;
  private final Connection questions;
  private final Catalog catalog;
  private final Tables tables;
  private final Commits commits;
  private @Nullable Deliveries deliveries;
  private @Nullable SlotStream stream;
  private @Nullable TableLoad load;
  private @Nullable TableLoad read;
  private boolean isWithinCommit;
  private long passed;

  Following(FeedState feed, PostgresOptions options, Inbox inbox) throws SQLException {
    this.feed = feed;
    this.options = options;
    this.inbox = inbox;
    this.sessions = new Sessions(options);
    this.questions = sessions.ordinary();
    this.catalog = new Catalog(questions);
    this.tables = new Tables(feed, options, catalog, new Types(questions));
    this.commits = new Commits(options.maxCommitBytes());
  }

  /** Follows until something fails. */
  void run() throws SQLException, SourceException, InterruptedException {
    List<String> missing = new Preflight(catalog, options).server(sessions);
    if (!missing.isEmpty()) {
      throw SourceException.lasting(
          "the database cannot be followed by replication; withPolling() reads it again and again"
              + " instead:\n"
              + String.join("\n", missing));
    }
    gather();
    SlotStream opened = SlotStream.open(feed, options, sessions, catalog, tables, inbox);
    stream = opened;
    Deliveries given = new Deliveries(feed, tables, opened);
    deliveries = given;
    tables.print();
    if (!tables.in(Stage.FOLLOWED).isEmpty()) {
      emitFence();
    }
    Rounds rounds = new Rounds(feed, options, catalog, tables, opened, given);
    while (true) {
      Queue<Event> events = inbox.take(TICK_MILLIS);
      for (Event event = events.poll(); event != null; event = events.poll()) {
        handle(event, opened, given);
      }
      if (tables.refresh() && load == null) {
        startLoad();
      }
      if (feed.takeFenceWanted()) {
        emitFence();
      }
      rounds.look();
    }
  }

  /** Waits until there is a table to follow; those that are subscribed together come together. */
  private void gather() throws SQLException, SourceException, InterruptedException {
    inbox.take(GATHER_MILLIS);
    tables.begin();
    while (tables.in(Stage.WANTED).isEmpty()) {
      inbox.take(options.catalogMillis());
      tables.begin();
    }
  }

  private void startLoad() {
    List<TableSubscription> wanted = tables.in(Stage.WANTED);
    wanted.forEach(table -> table.become(Stage.LOADING));
    TableLoad started = new TableLoad(sessions, options, wanted, inbox);
    load = started;
    commits.subscriptions(tables.changing());
    started.start();
  }

  private void handle(Event event, SlotStream opened, Deliveries given)
      throws SQLException, SourceException {
    switch (event) {
      case Event.Message message -> {
        try {
          message(message, given);
        } catch (IllegalArgumentException e) {
          throw feed.reload(SourceException.messageOf(e));
        }
      }
      case Event.SentUpTo sent -> {
        if (!isWithinCommit) {
          pass(sent.lsn(), given);
          given.idle(sent.lsn(), sent.isAnswerWanted());
        }
      }
      case Event.Loaded loaded -> {
        read = load;
        pass(passed, given);
        emitFence();
      }
      case Event.Waiting waiting -> {
        for (TableSubscription table : tables.in(Stage.LOADING)) {
          table.callbacks().error(SourceException.passing(waiting.reason()));
        }
      }
      case Event.Failed failed -> throw failed.reason();
      case Event.Wake wake -> {}
    }
    opened.checkSilence();
  }

  private void message(Event.Message message, Deliveries given)
      throws SQLException, SourceException {
    int size = message.content().remaining();
    switch (PgOutput.parse(message.content())) {
      case PgOutput.Begin begin -> {
        pass(begin.finalLsn(), given);
        isWithinCommit = true;
        feed.begun(begin.finalLsn());
        commits.begin();
      }
      case PgOutput.Relation relation -> {
        tables.described(relation.name());
        commits.relation(relation, tables.changing());
      }
      case PgOutput.Commit commit -> {
        isWithinCommit = false;
        feed.received();
        if (commits.isTooLarge()) {
          throw feed.reload(
              "a commit has more changes than the "
                  + options.maxCommitBytes()
                  + " bytes that may be held");
        }
        given.commit(commit, commits.takeChanges());
        pass(commit.endLsn(), given);
      }
      case PgOutput change -> commits.add(change, size);
    }
  }

  /** Notes that all commits before a position are handled, and lets in what was read before it. */
  private void pass(long lsn, Deliveries given) throws SQLException, SourceException {
    passed = Math.max(passed, lsn);
    TableLoad waiting = read;
    if (waiting != null && !isWithinCommit && passed >= waiting.boundary()) {
      given.enter(waiting, passed);
      waiting.close();
      read = null;
      load = null;
    }
    given.confirmResumed(passed);
  }

  /** Writes to the server's log, so that the stream tells how far it has come. */
  private void emitFence() {
    Optional<String> failure = emit();
    failure.ifPresent(reason ->
        System.getLogger(Following.class.getName())
            .log(System.Logger.Level.DEBUG, "no fence: {0}", reason));
  }

  private Optional<String> emit() {
    try (Statement statement = questions.createStatement()) {
      statement.execute("SELECT pg_logical_emit_message(true, 'skip', '')");
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(SourceException.messageOf(e));
    }
  }

  @Override
  public void close() {
    if (load != null) {
      load.close();
    }
    if (stream != null) {
      stream.close();
    }
    if (deliveries != null) {
      deliveries.close();
    }
    Sessions.abort(questions);
  }
}
