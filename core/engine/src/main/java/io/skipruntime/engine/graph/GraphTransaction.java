package io.skipruntime.engine.graph;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.heap.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a graph: the nodes that it makes and retires, their turns, and the version
 * that comes of it.
 *
 * <ul>
 *   <li>Until {@link #publish} everything can be taken back: what nodes note in the undo log, the
 *       contents of {@link NextVersion#touched}, and the nodes {@code created}.
 *   <li>{@code references} is null as long as no node is made and no reference comes or goes, as in
 *       nearly all transactions that write.
 *   <li>{@code made} is the new version from {@link #settle} on.
 *   <li>Nodes that fail fail the transaction only if they are needed in the end.
 * </ul>
 */
final class GraphTransaction extends Transaction {

  private final NextVersion next;
  private final Turns turns;
  private @Nullable References references;
  private List<Node> created = List.of();
  private @Nullable Version made;
  private long changedEntries;

  GraphTransaction(GraphState graph, long id, long tick) {
    super(graph, id, tick);
    this.next = new NextVersion(graph);
    this.turns = new Turns(this);
  }

  @Override
  @SuppressWarnings("unchecked") // a key's kind is the class of its node
  public <N extends Node> N obtain(NodeKey key, Supplier<N> constructor) {
    try {
      Node present = graph().find(key);
      if (present == null) {
        return add(constructor.get());
      }
      turns.bringUpToDate(present);
      trust(present);
      return (N) present;
    } catch (VirtualMachineError e) {
      damaged();
      throw e;
    }
  }

  /** Takes the limit from a node that is asked for by what has none. */
  private void trust(Node node) {
    WorkLimit known = node.limit;
    if (known != null && limit() == null) {
      undo().add(() -> node.limit = known);
      node.limit = null;
    }
  }

  @Override
  public <N extends Node> N add(N node) {
    try {
      return added(node);
    } catch (VirtualMachineError e) {
      damaged();
      throw e;
    }
  }

  private <N extends Node> N added(N node) {
    node.createdIn = this;
    node.limit = limit();
    if (created.isEmpty()) {
      created = new ArrayList<>();
    }
    created.add(node);
    graph().attach(node);
    references().added(node);
    ComputationException failure = Turns.failureOf(node.inputs());
    if (failure == null && !graph().isDescription()) {
      long startNanos = System.nanoTime();
      try {
        node.initialise(this);
      } catch (ComputationException e) {
        failure = e;
      } catch (ExternalDataNeeded e) {
        failure = waiting(node, e);
      }
      node.addNanos(System.nanoTime() - startNanos);
    }
    if (failure != null) {
      turns.fail(node, failure);
    }
    if (node instanceof CollectionNode collection) {
      collection.finishTurn(this);
      collection.startAt(tick());
    }
    return node;
  }

  private References references() {
    References known = references;
    if (known == null) {
      known = new References(this);
      references = known;
    }
    return known;
  }

  @Override
  public void acquire(Node node) {
    references().acquire(node);
  }

  @Override
  public void release(Node node) {
    references().release(node);
  }

  private void retireUnreferenced() {
    if (references != null) {
      references.retireUnreferenced();
    }
  }

  private List<Node> retired() {
    return references == null ? List.of() : references.retired();
  }

  @Override
  public void applied(CollectionNode input) {
    turns.applied(input);
  }

  @Override
  public void propagate() {
    turns.propagate();
  }

  @Override
  void contentsChanged(CollectionNode node) {
    next.touch(node);
  }

  @Override
  void showContents(CollectionNode node) {
    next.show(node);
  }

  @Override
  public void publish(int slot, @Nullable Object content) {
    next.publish(slot, content);
  }

  @Override
  public Catalog catalog() {
    return next.catalog();
  }

  @Override
  public void catalog(Catalog changed) {
    next.catalog(changed);
  }

  private void seeToFailures() {
    List<Node> failures = neededFailures();
    for (Node node : failures) {
      ExternalDataNeeded data = ExternalDataNeeded.behind(Objects.requireNonNull(node.failure()));
      if (data != null) {
        throw data;
      }
    }
    if (!failures.isEmpty()) {
      handle(failures);
    }
    retireUnreferenced();
    ComputationException failure = Turns.failureOf(neededFailures());
    if (failure != null) {
      throw failure;
    }
  }

  private List<Node> neededFailures() {
    return turns.failed().stream().filter(node -> node.references() > 0).toList();
  }

  @Override
  public void settle() {
    if (isDamaged()) {
      throw new IllegalStateException("the transaction is damaged");
    }
    if (!dataNeeded().isEmpty()) {
      throw dataNeeded().getFirst();
    }
    retireUnreferenced();
    if (!turns.failed().isEmpty()) {
      seeToFailures();
    }
    runBeforeCommit();
    made = next.build(tick(), created, retired());
  }

  @Override
  public List<Node> changed() {
    return turns.changed();
  }

  @Override
  public List<Node> added() {
    return created.stream().filter(node -> !node.retired).toList();
  }

  @Override
  public Version publish() {
    Version version = Objects.requireNonNull(made, "settled before");
    for (Node node : retired()) {
      graph().detach(node);
      node.afterRetirement();
    }
    graph().advance(version);
    boolean isHeard = graph().events().isPropagationHeard();
    for (Node node : turns.changed()) {
      changedEntries += node.changedEntries();
      if (isHeard) {
        graph().events().entriesChanged(node);
      }
      node.endTransaction(this);
    }
    next.touched().forEach(CollectionNode::keepContents);
    turns.failed().forEach(node -> node.setFailure(null));
    created.forEach(node -> node.createdIn = null);
    runAfterCommit();
    return version;
  }

  @Override
  public long changedEntries() {
    return changedEntries;
  }

  @Override
  public void rollBack() {
    turns.giveUp();
    undo().rollBack();
    next.touched().forEach(node -> node.restoreContents(this));
    turns.changed().forEach(node -> node.endTransaction(this));
    turns.failed().forEach(node -> node.setFailure(null));
    created.reversed().forEach(graph()::detach);
  }
}
