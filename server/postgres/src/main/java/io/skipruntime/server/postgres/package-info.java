/**
 * A listener for clients of PostgreSQL: its wire protocol, version 3, over ad hoc queries. {@link
 * io.skipruntime.server.postgres.PostgresServer} takes connections, each of which has a virtual
 * thread and a {@link io.skipruntime.server.postgres.Connection}; a {@link
 * io.skipruntime.server.postgres.Session} has what a client has prepared, and a few platform
 * threads run the queries of all.
 */
@NullMarked
package io.skipruntime.server.postgres;

import org.jspecify.annotations.NullMarked;
