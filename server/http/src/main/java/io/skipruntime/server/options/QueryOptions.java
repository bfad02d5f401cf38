package io.skipruntime.server.options;

import io.skipruntime.engine.spi.WorkBounds;

/**
 * Options of queries that are asked once, and of the clients of PostgreSQL that ask such.
 * Immutable.
 *
 * @param postgresHost the address that clients of PostgreSQL connect to
 * @param postgresPort its port, 0 for any that is free; -1 for none
 * @param connections how many clients of PostgreSQL there may be at a time
 * @param transactionMillis how long one of their transactions may keep its version, in milliseconds
 * @param millis how long a query may take, in milliseconds
 * @param liveMillis how long a live query of a client may hold up writes in one commit, in
 *     milliseconds; never longer than {@code millis}
 * @param bytes how much memory a query may keep, by estimate, in bytes
 * @param rows how many rows the result of a query may have
 * @param atOnce how many queries of HTTP and of clients of PostgreSQL each may run at a time
 */
public record QueryOptions(
    String postgresHost,
    int postgresPort,
    int connections,
    long transactionMillis,
    long millis,
    long liveMillis,
    long bytes,
    int rows,
    int atOnce) {

  /** The port of no listener. */
  public static final int NO_PORT = -1;

  private static final int MAX_PORT = 65_535;

  /** Checks the numbers. */
  public QueryOptions {
    if (postgresPort < NO_PORT || postgresPort > MAX_PORT) {
      throw new IllegalArgumentException(
          "postgresPort must be from 0 to " + MAX_PORT + ", or -1: " + postgresPort);
    }
    requirePositive("connections", connections);
    requirePositive("transactionMillis", transactionMillis);
    requirePositive("millis", millis);
    requirePositive("liveMillis", liveMillis);
    requirePositive("bytes", bytes);
    requirePositive("rows", rows);
    requirePositive("atOnce", atOnce);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }

  /** No listener for clients of PostgreSQL, and the limits of the documentation. */
  public static QueryOptions defaults() {
    return new QueryOptions(
        "127.0.0.1", NO_PORT, 500, 60_000, 30_000, 5_000, 256L << 20, 100_000, 2);
  }

  /** Whether there is a listener for clients of PostgreSQL. */
  public boolean hasPostgres() {
    return postgresPort != NO_PORT;
  }

  /** With another {@link #postgresHost}. */
  public QueryOptions withPostgresHost(String host) {
    return new QueryOptions(
        host,
        postgresPort,
        connections,
        transactionMillis,
        millis,
        liveMillis,
        bytes,
        rows,
        atOnce);
  }

  /** With another {@link #postgresPort}. */
  public QueryOptions withPostgresPort(int port) {
    return new QueryOptions(
        postgresHost,
        port,
        connections,
        transactionMillis,
        millis,
        liveMillis,
        bytes,
        rows,
        atOnce);
  }

  /** With another number of {@link #connections}. */
  public QueryOptions withConnections(int count) {
    return new QueryOptions(
        postgresHost,
        postgresPort,
        count,
        transactionMillis,
        millis,
        liveMillis,
        bytes,
        rows,
        atOnce);
  }

  /** With another {@link #transactionMillis}. */
  public QueryOptions withTransactionMillis(long most) {
    return new QueryOptions(
        postgresHost, postgresPort, connections, most, millis, liveMillis, bytes, rows, atOnce);
  }

  /** With other {@link #millis}. */
  public QueryOptions withMillis(long most) {
    return new QueryOptions(
        postgresHost,
        postgresPort,
        connections,
        transactionMillis,
        most,
        liveMillis,
        bytes,
        rows,
        atOnce);
  }

  /** With other {@link #liveMillis}. */
  public QueryOptions withLiveMillis(long most) {
    return new QueryOptions(
        postgresHost,
        postgresPort,
        connections,
        transactionMillis,
        millis,
        most,
        bytes,
        rows,
        atOnce);
  }

  /** The bounds of what a live query of a client may take in one commit. */
  public WorkBounds ofLive() {
    return new WorkBounds(Math.min(millis, liveMillis), bytes);
  }

  /** With other {@link #bytes}. */
  public QueryOptions withBytes(long most) {
    return new QueryOptions(
        postgresHost,
        postgresPort,
        connections,
        transactionMillis,
        millis,
        liveMillis,
        most,
        rows,
        atOnce);
  }

  /** With other {@link #rows}. */
  public QueryOptions withRows(int most) {
    return new QueryOptions(
        postgresHost,
        postgresPort,
        connections,
        transactionMillis,
        millis,
        liveMillis,
        bytes,
        most,
        atOnce);
  }

  /** With another number of queries {@link #atOnce}. */
  public QueryOptions withAtOnce(int most) {
    return new QueryOptions(
        postgresHost,
        postgresPort,
        connections,
        transactionMillis,
        millis,
        liveMillis,
        bytes,
        rows,
        most);
  }
}
