package io.skipruntime.server.options;

/**
 * Options of queries that are asked once, and of the clients of PostgreSQL that ask such.
 * Immutable.
 *
 * @param postgresHost the address that clients of PostgreSQL connect to
 * @param postgresPort its port, 0 for any that is free; -1 for none
 * @param connections how many clients of PostgreSQL there may be at a time
 * @param transactionMillis how long one of their transactions may keep its version, in milliseconds
 * @param millis how long a query may take, in milliseconds
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
    return new QueryOptions("127.0.0.1", NO_PORT, 500, 60_000, 30_000, 256L << 20, 100_000, 2);
  }

  /** Whether there is a listener for clients of PostgreSQL. */
  public boolean hasPostgres() {
    return postgresPort != NO_PORT;
  }

  /** With another {@link #postgresHost}. */
  public QueryOptions withPostgresHost(String host) {
    return new QueryOptions(
        host, postgresPort, connections, transactionMillis, millis, bytes, rows, atOnce);
  }

  /** With another {@link #postgresPort}. */
  public QueryOptions withPostgresPort(int port) {
    return new QueryOptions(
        postgresHost, port, connections, transactionMillis, millis, bytes, rows, atOnce);
  }

  /** With another number of {@link #connections}. */
  public QueryOptions withConnections(int count) {
    return new QueryOptions(
        postgresHost, postgresPort, count, transactionMillis, millis, bytes, rows, atOnce);
  }

  /** With another {@link #transactionMillis}. */
  public QueryOptions withTransactionMillis(long most) {
    return new QueryOptions(
        postgresHost, postgresPort, connections, most, millis, bytes, rows, atOnce);
  }

  /** With other {@link #millis}. */
  public QueryOptions withMillis(long most) {
    return new QueryOptions(
        postgresHost, postgresPort, connections, transactionMillis, most, bytes, rows, atOnce);
  }

  /** With other {@link #bytes}. */
  public QueryOptions withBytes(long most) {
    return new QueryOptions(
        postgresHost, postgresPort, connections, transactionMillis, millis, most, rows, atOnce);
  }

  /** With other {@link #rows}. */
  public QueryOptions withRows(int most) {
    return new QueryOptions(
        postgresHost, postgresPort, connections, transactionMillis, millis, bytes, most, atOnce);
  }

  /** With another number of queries {@link #atOnce}. */
  public QueryOptions withAtOnce(int most) {
    return new QueryOptions(
        postgresHost, postgresPort, connections, transactionMillis, millis, bytes, rows, most);
  }
}
