package io.skipruntime.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/**
 * The creation of a slot, which waits for every transaction that is open at the time, and says for
 * which meanwhile.
 *
 * @param consistentPoint the position from which the slot has all commits
 * @param snapshot name of the snapshot of the data before that position; empty if none was asked
 *     for
 */
record SlotCreation(long consistentPoint, String snapshot) {

  private static final long LOOK_MILLIS = 2_000;

  /**
   * Creates a slot.
   *
   * @param replication connection of the replication protocol, with which nothing else may be done
   *     until the snapshot is taken over
   * @param statement the command
   * @param other an ordinary connection, to find out what is waited for
   * @param waiting is told what is waited for
   * @throws InterruptedException if it is not wanted any more; the command has ended then
   */
  static SlotCreation run(
      Connection replication, String statement, Catalog other, Consumer<String> waiting)
      throws SQLException, InterruptedException {
    int process = replication.unwrap(PGConnection.class).getBackendPID();
    Sessions.setPatient(replication);
    CompletableFuture<SlotCreation> creation = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .name("skip-postgres-slot")
            .start(() -> {
              try {
                creation.complete(create(replication, statement));
              } catch (SQLException | RuntimeException e) {
                creation.completeExceptionally(e);
              }
            });
    boolean hasEnded = false;
    try {
      while (true) {
        try {
          SlotCreation created = creation.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          hasEnded = true;
          return created;
        } catch (TimeoutException e) {
          waiting.accept(blocker(other, process));
        }
      }
    } catch (ExecutionException e) {
      hasEnded = true;
      throw e.getCause() instanceof SQLException failure ? failure : new SQLException(e.getCause());
    } finally {
      if (!hasEnded) {
        cancel(other, process);
        Sessions.abort(replication);
        Sessions.joinQuietly(thread);
      }
    }
  }

  private static SlotCreation create(Connection replication, String statement) throws SQLException {
    try (Statement command = replication.createStatement();
        ResultSet row = command.executeQuery(statement)) {
      if (!row.next()) {
        throw new SQLException("the server has not told the slot that it created");
      }
      String snapshot = row.getString("snapshot_name");
      return new SlotCreation(
          Lsn.parse(Objects.requireNonNull(row.getString("consistent_point"))),
          snapshot == null ? "" : snapshot);
    }
  }

  private static String blocker(Catalog other, int process) throws SQLException {
    String blockers = other.ask("SELECT array_to_string(pg_blocking_pids(?), ', ')", process);
    if (blockers == null || blockers.isEmpty()) {
      return "waits for the server to create a slot";
    }
    if (blockers.equals("0")) {
      String prepared =
          other.ask("SELECT string_agg(gid, ', ' ORDER BY prepared) FROM pg_prepared_xacts");
      return "waits for the prepared transaction " + prepared;
    }
    String since =
        other.ask(
            "SELECT min(xact_start)::text FROM pg_stat_activity WHERE pid = ANY"
                + " (pg_blocking_pids(?))",
            process);
    return "waits for the transaction of pid "
        + blockers
        + (since == null ? "" : ", open since " + since);
  }

  /** Ends the command at the server, which would go on after its connection is closed. */
  private static void cancel(Catalog other, int process) {
    boolean wasInterrupted = Thread.interrupted();
    try {
      other.ask("SELECT pg_cancel_backend(?)", process);
    } catch (SQLException e) {
      System.getLogger(SlotCreation.class.getName())
          .log(System.Logger.Level.WARNING, "the creation of a slot could not be ended", e);
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
