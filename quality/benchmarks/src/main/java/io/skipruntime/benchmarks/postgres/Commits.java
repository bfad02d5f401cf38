package io.skipruntime.benchmarks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** The writes that are measured. */
final class Commits {

  private static final int CONNECTIONS = 4;

  private Commits() {}

  /**
   * Inserts rows into {@code events}, each a commit, at a steady rate over several connections.
   *
   * @return when each commit had returned, by the numbers from {@code first} on
   */
  static long[] steady(BenchmarkDatabase database, int first, int count, int perSecond)
      throws ExecutionException, InterruptedException {
    long[] committed = new long[count];
    long begin = System.nanoTime();
    try (ExecutorService writers = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < CONNECTIONS; writer++) {
        int own = writer;
        running.add(
            writers.submit(() -> {
              write(database, first, own, perSecond, begin, committed);
              return true;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    return committed;
  }

  private static void write(
      BenchmarkDatabase database,
      int first,
      int writer,
      int perSecond,
      long begin,
      long[] committed)
      throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO skip_bench.events VALUES (?, 'news')")) {
      for (int i = writer; i < committed.length; i += CONNECTIONS) {
        long due = begin + i * 1_000_000_000L / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        insert.setLong(1, first + i);
        insert.executeUpdate();
        committed[i] = System.nanoTime();
      }
    }
  }

  /**
   * Updates rows of {@code counters}, each a commit, as fast as one connection can: within a
   * procedure, which does not wait for the disk; and then inserts a row into {@code events}.
   *
   * @return how long the updates took, in nanoseconds
   */
  static long fast(BenchmarkDatabase database, int count, int number) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      long begin = System.nanoTime();
      statement.execute("CALL skip_bench.count_up(" + count + ")");
      long took = System.nanoTime() - begin;
      statement.execute("SET synchronous_commit = on");
      statement.execute("INSERT INTO skip_bench.events VALUES (" + number + ", 'the end')");
      return took;
    }
  }
}
