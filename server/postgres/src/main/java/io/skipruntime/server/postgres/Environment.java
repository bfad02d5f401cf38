package io.skipruntime.server.postgres;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.sql.SnapshotQuery;

/**
 * The things that the sessions of a server have in common.
 *
 * @param service the service that is asked
 * @param threads run the queries
 * @param limits of each query
 * @param memory of the results that have not been taken
 * @param transactionMillis how long a transaction may keep its version
 * @param counters count what is done
 */
record Environment(
    ServiceInstance service,
    QueryThreads threads,
    SnapshotQuery.Limits limits,
    ResultMemory memory,
    long transactionMillis,
    Counters counters) {}
