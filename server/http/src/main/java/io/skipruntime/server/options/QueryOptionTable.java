package io.skipruntime.server.options;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The options of queries that are asked once, and of the clients of PostgreSQL that ask such. */
final class QueryOptionTable {

  /** The options, in the order in which they are listed. */
  static final List<ServerOption<?>> ALL =
      List.of(
          queries(
              "postgres-port",
              OptionType.OPTIONAL_PORT,
              "port for clients of PostgreSQL, 0 for any; needs skip-postgres-server",
              QueryOptions::postgresPort,
              QueryOptions::withPostgresPort),
          queries(
              "postgres-host",
              OptionType.ADDRESS,
              "address that clients of PostgreSQL connect to",
              QueryOptions::postgresHost,
              QueryOptions::withPostgresHost),
          queries(
              "postgres-connections",
              OptionType.COUNT,
              "how many clients of PostgreSQL there may be at a time",
              QueryOptions::connections,
              QueryOptions::withConnections),
          queries(
              "postgres-transaction-seconds",
              OptionType.SECONDS,
              "how long a transaction of a client of PostgreSQL may keep its version",
              QueryOptions::transactionMillis,
              QueryOptions::withTransactionMillis),
          queries(
              "sql-seconds",
              OptionType.SECONDS,
              "how long a query may take that is asked once",
              QueryOptions::millis,
              QueryOptions::withMillis),
          queries(
              "sql-live-seconds",
              OptionType.SECONDS,
              "how long a live query of a client may hold up writes, at its opening and in each"
                  + " commit; at most sql-seconds",
              QueryOptions::liveMillis,
              QueryOptions::withLiveMillis),
          queries(
              "sql-bytes",
              OptionType.BYTES,
              "how much memory such a query may keep, by estimate, and a live one get in one"
                  + " commit",
              QueryOptions::bytes,
              QueryOptions::withBytes),
          queries(
              "sql-rows",
              OptionType.COUNT,
              "how many rows the result of such a query may have",
              QueryOptions::rows,
              QueryOptions::withRows),
          queries(
              "sql-queries",
              OptionType.COUNT,
              "how many such queries may run at a time, over HTTP and of clients of PostgreSQL"
                  + " each",
              QueryOptions::atOnce,
              QueryOptions::withAtOnce));

  private QueryOptionTable() {}

  private static <T> ServerOption<T> queries(
      String name,
      OptionType<T> type,
      String meaning,
      Function<QueryOptions, T> getter,
      BiFunction<QueryOptions, T, QueryOptions> setter) {
    return ServerOption.ofPart(
        ServerOptions::queries, ServerOptions::withQueries, name, type, meaning, getter, setter);
  }
}
