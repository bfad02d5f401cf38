/**
 * The kinds of nodes, one per operator, and the collections as functions see them.
 *
 * <p>A function calls an operator of an {@link io.skipruntime.engine.operator.EagerHandle}, which
 * obtains the node from the transaction: the one that is there if one computes the same, else one
 * that is made and filled. Nodes with mappers extend {@link
 * io.skipruntime.engine.operator.MappingNode}: its {@code MapperRunner} runs the mapper for keys
 * and values and gives outcomes, its {@code Traces} remember what each source entry did, and {@code
 * MapNode} or {@code MapReduceNode} say what becomes of contributions. {@link
 * io.skipruntime.engine.operator.LazyNode} computes entries on demand, {@link
 * io.skipruntime.engine.operator.InputNode} is written from outside. What functions make enters
 * through {@code Entering}.
 *
 * <p>Nodes are for the thread of the open transaction; a {@code BoundMapper} may run on another
 * while that thread waits.
 */
@NullMarked
package io.skipruntime.engine.operator;

import org.jspecify.annotations.NullMarked;
