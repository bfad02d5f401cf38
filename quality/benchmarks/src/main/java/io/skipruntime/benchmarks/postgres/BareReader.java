package io.skipruntime.benchmarks.postgres;

import io.skipruntime.benchmarks.measure.Arrivals;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/**
 * The least that a reader of the replication stream can do: the driver's stream, read by one thread
 * that looks for new rows of {@code events} and at nothing else. What it takes is the time of the
 * database, the driver and the machine.
 *
 * <p>A row is noted when its commit has come, since it is of no use before.
 */
final class BareReader implements Follower {

  private static final String SLOT = "skip_bench_bare";
  private static final int STATUS_SECONDS = 5;

  private final Connection connection;
  private final PGReplicationStream stream;
  private final Arrivals arrivals;
  private final CompletableFuture<Void> largeCommit = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean isClosed;
  private int events;
  private long last = -1;
  private long changes;

  /** Starts to read what is committed from now on. */
  BareReader(String url, String user, String password, Arrivals arrivals) throws SQLException {
    this.arrivals = arrivals;
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    connection = DriverManager.getConnection(url, properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE_REPLICATION_SLOT " + SLOT + " TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT");
    }
    stream =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(SLOT)
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", BenchmarkDatabase.NAME)
            .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
            .start();
    thread = Thread.ofPlatform().daemon().name("bare-reader").start(this::read);
  }

  @Override
  public Arrivals arrivals() {
    return arrivals;
  }

  /** Completes after a commit of more than 1,000 changes. */
  CompletableFuture<Void> largeCommit() {
    return largeCommit;
  }

  private void read() {
    try {
      while (!isClosed) {
        take(stream.read());
        stream.setFlushedLSN(stream.getLastReceiveLSN());
        stream.setAppliedLSN(stream.getLastReceiveLSN());
      }
    } catch (SQLException e) {
      if (!isClosed) {
        largeCommit.completeExceptionally(e);
        System.err.println("the bare reader has failed: " + e.getMessage());
      }
    }
  }

  private void take(ByteBuffer message) {
    switch (message.get()) {
      case 'R' -> relation(message);
      case 'I' -> {
        changes++;
        if (message.getInt() == events) {
          last = firstValue(message);
        }
      }
      case 'C' -> {
        if (last >= 0) {
          arrivals.note(last);
          last = -1;
        }
        if (changes > 1000) {
          largeCommit.complete(null);
        }
        changes = 0;
      }
      default -> {}
    }
  }

  private void relation(ByteBuffer message) {
    int number = message.getInt();
    byte[] rest = new byte[message.remaining()];
    message.get(rest);
    if (new String(rest, StandardCharsets.UTF_8).startsWith(BenchmarkDatabase.NAME + "\0events")) {
      events = number;
    }
  }

  /**
   * The text of the first column as a number: after 'N', the number of columns, 't', its length.
   */
  private static long firstValue(ByteBuffer message) {
    message.position(message.position() + 4);
    byte[] text = new byte[message.getInt()];
    message.get(text);
    return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      connection.abort(Runnable::run);
      thread.join();
    } catch (SQLException e) {
      System.err.println("the bare reader cannot be closed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
