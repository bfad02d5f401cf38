package io.skipruntime.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that move money between accounts of two tables, each transfer in a transaction of its
 * own: the total never changes. A client whose connection is killed opens another one.
 */
final class Bank implements AutoCloseable {

  static final long TOTAL = 2 * 20 * 100;
  private static final int ACCOUNTS = 20;

  private final Database database;
  private final AtomicLong left;
  private final AtomicLong done = new AtomicLong();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final List<Thread> clients = new ArrayList<>();

  /** A bank whose clients make some transfers. */
  Bank(Database database, int clientCount, long transfers, long seed) {
    this.database = database;
    this.left = new AtomicLong(transfers);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < clientCount; i++) {
      SplittableRandom own = random.split();
      clients.add(Thread.ofVirtual().start(() -> work(own)));
    }
  }

  /** Makes the tables and publishes them. */
  static void create(Database database) {
    for (String table : List.of("checking", "saving")) {
      database.run(
          "CREATE TABLE " + table + " (id bigint PRIMARY KEY, balance bigint NOT NULL, note text)",
          "INSERT INTO " + table + " SELECT i, 100 FROM generate_series(1, " + ACCOUNTS + ") i");
    }
    database.run("CREATE PUBLICATION skip FOR TABLE checking, saving");
  }

  private void work(SplittableRandom random) {
    while (!isClosed.get() && left.get() > 0) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        while (!isClosed.get() && left.getAndDecrement() > 0) {
          transfer(statement, random);
          connection.commit();
          done.incrementAndGet();
        }
      } catch (SQLException killed) {
        left.incrementAndGet();
      }
    }
  }

  private static void transfer(Statement statement, SplittableRandom random) throws SQLException {
    int amount = random.nextInt(1, 50);
    int from = random.nextInt(1, ACCOUNTS + 1);
    int to = random.nextInt(1, ACCOUNTS + 1);
    statement.execute("UPDATE checking SET balance = balance - " + amount + " WHERE id = " + from);
    if (random.nextInt(20) == 0) {
      statement.execute("UPDATE saving SET id = 1000 WHERE id = " + to);
      statement.execute("UPDATE saving SET id = " + to + " WHERE id = 1000");
    }
    statement.execute("UPDATE saving SET balance = balance + " + amount + " WHERE id = " + to);
  }

  /** How many transfers were made. */
  long done() {
    return done.get();
  }

  /** Lets the clients make no more transfers. */
  void end() {
    isClosed.set(true);
  }

  /** Waits until all transfers are made. */
  void await() {
    clients.forEach(Sessions::joinQuietly);
  }

  @Override
  public void close() {
    end();
    clients.forEach(Sessions::joinQuietly);
  }
}
