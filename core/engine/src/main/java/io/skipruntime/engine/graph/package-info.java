/**
 * The graph of nodes, and the transaction that propagates changes through it.
 *
 * <p>A {@link io.skipruntime.engine.graph.Node} is computed from others; most nodes are a {@link
 * io.skipruntime.engine.graph.CollectionNode}, whose contents are a map of {@code heap}. A {@link
 * io.skipruntime.engine.graph.Transaction} is what nodes may ask while it goes on; behind it the
 * {@code GraphTransaction} makes the new version, {@code Turns} gives each dirty node its turn,
 * lowest first, and everything is taken back by the {@link io.skipruntime.engine.graph.UndoLog} if
 * it fails. {@link io.skipruntime.engine.graph.TrackedReads} knows which source entries read what,
 * {@link io.skipruntime.engine.graph.Evaluation} records it while a function runs, and {@link
 * io.skipruntime.engine.graph.EventChannel} tells what happens. The kinds of nodes are in {@code
 * operator}; transactions are begun and ordered in {@code commit}.
 *
 * <p>All of it is for one thread at a time, that of the open transaction. Any thread may take the
 * version of a {@link io.skipruntime.engine.graph.Graph} that was committed last; the threads of
 * {@link io.skipruntime.engine.graph.Workers} run functions while the transaction's thread waits.
 */
@NullMarked
package io.skipruntime.engine.graph;

import org.jspecify.annotations.NullMarked;
