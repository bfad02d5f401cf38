/**
 * The kinds of nodes, one per operator, and the collections as functions see them.
 *
 * <p>A function calls an operator of an {@link io.skipruntime.engine.operator.EagerHandle}, which
 * obtains the node from the transaction: the one that is there if one computes the same, else one
 * that is made and filled. Nodes with mappers extend {@link
 * io.skipruntime.engine.operator.MappingNode}: its {@code MapperRunner} runs the mapper for keys
 * and values and gives outcomes, its {@code Traces} remember what each source entry did, and {@code
 * MapNode} or {@code MapReduceNode} say what becomes of contributions. Nodes over one collection
 * that make something of each of its keys, or leave it out, extend {@code SameKeysNode}. {@link
 * io.skipruntime.engine.operator.LazyNode} computes entries on demand, {@link
 * io.skipruntime.engine.operator.InputNode} is written from outside. What functions make enters
 * through {@code Entering}.
 *
 * <h2>The contract of an operator</h2>
 *
 * <p>The promises of each kind of node, on which the transaction, instances, reload and the journal
 * rely. The comment of the node's class adds its own law: its contents as a function of its inputs,
 * what it keeps beside them, and what one changed key costs. {@code OperatorContract} among the
 * tests checks the contract for any operator; a test with the operator's name, such as {@code
 * TakeTest}, states the law and has its edge cases.
 *
 * <ol>
 *   <li><b>Contents.</b> The contents are a function of the contents of {@link
 *       io.skipruntime.engine.graph.Node#inputs}, of what the node's functions look up, and of its
 *       {@link io.skipruntime.engine.graph.NodeKey}; they do not depend on the order in which
 *       entries came. The key has the node's class, its inputs, and every other argument by value.
 *       So equal keys are one node, however many ask for it, and a reload that asks for an equal
 *       key keeps the node as it is. {@code kind}, {@code describe} and {@code functionText} say
 *       the same as texts that are equal in every run of the program.
 *   <li><b>Birth.</b> {@code initialise} is called once, when all inputs are final for the running
 *       transaction, and fills the contents from them ({@code append}, or {@code apply}). It is the
 *       only step whose cost may grow with the size of the inputs. A new node has no delta. If an
 *       input has failed, the node fails with it, and is not filled.
 *   <li><b>Turn.</b> {@code recompute} is called at most once in a transaction, after the turns of
 *       all nodes below, and only if something changed that concerns the node: an input, or what a
 *       function has read. The causes are those nodes, each once. A turn takes what changed from
 *       the {@code delta} of each input; null says that the input has not changed. If an input has
 *       failed, the node fails with it and has no turn.
 *   <li><b>Reading.</b> A turn reads the deltas and contents of inputs, which are final, and its
 *       own contents: {@code contents} are those before the turn, {@code current} has what was
 *       applied. Everything else is read by functions, through the handles that they captured, and
 *       {@link io.skipruntime.engine.graph.TrackedReads} tells which source entries are dirty when
 *       that changes.
 *   <li><b>Writing.</b> A turn writes its own contents alone, by {@code apply}; a key that it gives
 *       values more than once it gives the same values. {@code apply} leaves out values that are
 *       equal to those before; the keys that differ are the node's delta. The transaction tells
 *       readers and subscribers of these keys and of no others, and a node without a delta makes
 *       nothing dirty (cut-off).
 *   <li><b>Cost.</b> A turn costs as much as the keys in the deltas of its inputs and the source
 *       entries that read what changed, each times the logarithm of a size at most, whatever the
 *       sizes of inputs and contents. A node that only some keys of its input concern says so
 *       ({@code concerningKeys}), and has no turn for others.
 *   <li><b>Undo.</b> The contents go back by themselves if the transaction is taken back. Every
 *       other field that a turn changes (a boundary, accumulators, reads, traces) it puts back
 *       itself: what it gives to {@link io.skipruntime.engine.graph.Transaction#undo} or {@code
 *       onRollBack} runs backwards. A cache that is right whatever happens needs no undo. What is
 *       of interest only within a turn is empty again at its end, also if a function throws.
 *   <li><b>Failure.</b> What a function throws becomes what {@code failure} makes of it, which
 *       names node and key, and ends the turn. The node need not be left usable: either the
 *       transaction is taken back, or none needs the node any more, and it is retired. It fails for
 *       those who need it and for no others, so it shares no mutable state with another node.
 *   <li><b>Retirement.</b> Inputs and captured nodes are held and given back by the transaction.
 *       Other nodes that a node holds, such as those that its functions created, it {@code
 *       acquire}s, and gives back in {@code releaseHeld}, as it drops its reads there.
 *   <li><b>Order.</b> The values of a key are in an order that depends on contents alone: that of
 *       the inputs, then of the source keys, then of emission. Nodes that cut by the order of keys
 *       check that it is the order that the author declared ({@code DeclaredKeys}).
 *   <li><b>Measuring.</b> {@code measure} adds all that the node keeps beside its contents, and
 *       what would be left unfinished between transactions, so that leaks are found. Before a
 *       function runs for a source entry, the one {@link io.skipruntime.engine.graph.EventChannel}
 *       is told so.
 *   <li><b>Reasons.</b> Outside of transactions a node explains its keys: {@code explain} gives the
 *       entries below that decide the values of a key, also of one that is not there, and {@code
 *       forEachDependentKey} the keys that an entry below decides. Both change nothing, and keep
 *       nothing for it. If a change of an entry below changes the values of a key, that entry is
 *       among the reasons of the key before or after.
 *   <li><b>Shards.</b> As a {@code ShardedOperator} a node says how shards compute the operator,
 *       and builds itself again in another graph, over other inputs: with the same arguments, and
 *       with the names that its functions have.
 *   <li><b>Threads.</b> Nodes are for the thread of the open transaction. A {@code BoundMapper} may
 *       run on another while that thread waits, and reads only.
 * </ol>
 *
 * <p>A node that is no collection ({@code LazyNode}) keeps the same contract with {@code
 * changedKeys} in place of the delta: keys that may have changed, of which its readers ask which
 * have.
 */
@NullMarked
package io.skipruntime.engine.operator;

import org.jspecify.annotations.NullMarked;
