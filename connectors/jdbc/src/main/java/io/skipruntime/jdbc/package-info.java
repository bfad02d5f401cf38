/**
 * Queries of any database that has a JDBC driver, polled as collections. {@link
 * io.skipruntime.jdbc.JdbcService} is the external service, {@link
 * io.skipruntime.jdbc.JdbcResource} one query of it.
 *
 * <p>A {@code Poller} has the queries that are subscribed, and reads all of them that are due in
 * one {@code Session}, which is one transaction of the database, into one delivery. A {@code
 * PolledQuery} knows what was delivered of a query and therefore what to read next, {@code
 * RowMapping} makes keys and values of rows. The database is used by a platform thread for each
 * poll, which nothing interrupts: an interrupt would close the files of an embedded database for
 * all.
 */
@NullMarked
package io.skipruntime.jdbc;

import org.jspecify.annotations.NullMarked;
