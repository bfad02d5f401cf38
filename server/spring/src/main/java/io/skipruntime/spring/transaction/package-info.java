/**
 * Writes that belong to transactions of Spring: {@code TransactionalWrites} collects those of each
 * transaction, {@code CommitOrder} lets them reach the service in the order of the database.
 */
@NullMarked
package io.skipruntime.spring.transaction;

import org.jspecify.annotations.NullMarked;
