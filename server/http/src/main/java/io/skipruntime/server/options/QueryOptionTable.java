package io.skipruntime.server.options;

import java.util.List;

/** The options of queries that are asked once, and of the clients of PostgreSQL that ask such. */
final class QueryOptionTable {

  /** The options, in the order in which they are listed. */
  static final List<PartOption<QueryOptions, ?>> ALL =
      List.of(
          new PartOption<>(
              "postgres-port",
              OptionType.OPTIONAL_PORT,
              "port for clients of PostgreSQL, 0 for any; needs skip-postgres-server",
              QueryOptions::postgresPort,
              QueryOptions::withPostgresPort),
          new PartOption<>(
              "postgres-host",
              OptionType.ADDRESS,
              "address that clients of PostgreSQL connect to",
              QueryOptions::postgresHost,
              QueryOptions::withPostgresHost),
          new PartOption<>(
              "postgres-connections",
              OptionType.COUNT,
              "how many clients of PostgreSQL there may be at a time",
              QueryOptions::connections,
              QueryOptions::withConnections),
          new PartOption<>(
              "postgres-transaction-seconds",
              OptionType.SECONDS,
              "how long a transaction of a client of PostgreSQL may keep its version",
              QueryOptions::transactionMillis,
              QueryOptions::withTransactionMillis),
          new PartOption<>(
              "sql-seconds",
              OptionType.SECONDS,
              "how long a query may take that is asked once",
              QueryOptions::millis,
              QueryOptions::withMillis),
          new PartOption<>(
              "sql-live-seconds",
              OptionType.SECONDS,
              "how long a live query of a client may hold up writes, at its opening and in each"
                  + " commit; at most sql-seconds",
              QueryOptions::liveMillis,
              QueryOptions::withLiveMillis),
          new PartOption<>(
              "sql-bytes",
              OptionType.BYTES,
              "how much memory such a query may keep, by estimate, and a live one get in one"
                  + " commit",
              QueryOptions::bytes,
              QueryOptions::withBytes),
          new PartOption<>(
              "sql-rows",
              OptionType.COUNT,
              "how many rows the result of such a query may have",
              QueryOptions::rows,
              QueryOptions::withRows),
          new PartOption<>(
              "sql-queries",
              OptionType.COUNT,
              "how many such queries may run at a time, over HTTP and of clients of PostgreSQL"
                  + " each",
              QueryOptions::atOnce,
              QueryOptions::withAtOnce));

  private QueryOptionTable() {}
}
