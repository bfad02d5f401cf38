/**
 * The transactional heap: immutable versions of the contents of collections.
 *
 * <p>A {@link io.skipruntime.engine.heap.TickMap} is one version of one collection: a B+tree,
 * copied where it is written, in which each entry has the tick that changed it. A transaction edits
 * it through a {@link io.skipruntime.engine.heap.TickMap.Editor}; readers walk over it with a
 * {@link io.skipruntime.engine.heap.TickMap.Cursor}, over all entries or over those that are newer
 * than a tick. A {@link io.skipruntime.engine.heap.Version} has the maps of all collections as of
 * one commit. The values of a key are a {@link io.skipruntime.engine.heap.ValueList}. The classes
 * of the tree itself, from {@code Tree} to {@code Pruning}, are for this package alone.
 *
 * <p>What was built never changes and may be used by any thread without waiting. An editor, a
 * cursor and a finder are for one thread at a time.
 */
@NullMarked
package io.skipruntime.engine.heap;

import org.jspecify.annotations.NullMarked;
