/**
 * Tables of a PostgreSQL database as collections.
 *
 * <p>{@link io.skipruntime.postgres.PostgresService} is the external service of one database. A
 * feed follows the database by logical replication: a reader takes frames from the connection, the
 * feed's own thread decodes them and commits what one SQL commit changed as one delivery, and a
 * loader copies tables when they are first needed. Where replication is not to be had, a poll reads
 * the tables again and again instead.
 */
@NullMarked
package io.skipruntime.postgres;

import org.jspecify.annotations.NullMarked;
