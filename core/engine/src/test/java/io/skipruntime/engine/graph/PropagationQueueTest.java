package io.skipruntime.engine.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PropagationQueueTest {

  /** A node that does nothing. */
  private static final class Vertex extends Node {
    private final String name;

    Vertex(String name, int height) {
      super(null, height);
      this.name = name;
    }

    @Override
    public String describe() {
      return name;
    }

    @Override
    public String kind() {
      return "test";
    }

    @Override
    protected void initialise(Transaction transaction) {}

    @Override
    protected void recompute(List<Node> causes, Transaction transaction) {}

    @Override
    public void explain(Object key, Reasons reasons) {}

    @Override
    public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {}

    @Override
    public Iterable<Object> changedKeys() {
      return List.of();
    }

    @Override
    protected void endTransaction(Transaction transaction) {}
  }

  private static final Node CAUSE = new Vertex("cause", 0);

  private final PropagationQueue queue = new PropagationQueue();

  private void addAll(Node... nodes) {
    for (Node node : nodes) {
      queue.add(node, CAUSE);
    }
  }

  private static @Nullable Node node(PropagationQueue.@Nullable Dirty dirty) {
    return dirty == null ? null : dirty.node;
  }

  private List<Node> rest() {
    List<Node> rest = new ArrayList<>();
    for (Node next = node(queue.next()); next != null; next = node(queue.next())) {
      rest.add(next);
    }
    return rest;
  }

  @Test
  void next_givesTheLowestFirst_andAmongEqualsTheFirstThatCame() {
    Node high = new Vertex("high", 7);
    Node last = new Vertex("last", Node.LAST);
    Node first = new Vertex("first", 3);
    Node second = new Vertex("second", 3);
    Node low = new Vertex("low", 1);
    addAll(last, high, first, low, second);
    assertThat(rest()).containsExactly(low, first, second, high, last);
    assertThat(queue.next()).isNull();
  }

  @Test
  void causes_areCollected_withoutRepeatingTheLast() {
    Node node = new Vertex("node", 3);
    Node other = new Vertex("other", 0);
    queue.add(node, CAUSE);
    queue.add(node, CAUSE);
    queue.add(node, other);
    queue.add(node, other);
    queue.add(node, CAUSE);
    PropagationQueue.Dirty next = Objects.requireNonNull(queue.next());
    assertThat(next.node).isSameAs(node);
    assertThat(next.causes()).containsExactly(CAUSE, other, CAUSE);
    assertThat(queue.next()).isNull();
    queue.add(node, other);
    assertThat(Objects.requireNonNull(queue.next()).causes()).containsExactly(other);
  }

  @Test
  void take_givesANodeOutOfTurn_onceAndWithItsCauses() {
    Node low = new Vertex("low", 1);
    Node high = new Vertex("high", 2);
    addAll(low, high);
    queue.add(high, low);
    assertThat(Objects.requireNonNull(queue.take(high)).causes()).containsExactly(CAUSE, low);
    assertThat(queue.take(high)).isNull();
    assertThat(queue.take(new Vertex("never added", 1))).isNull();
    assertThat(rest()).containsExactly(low);
  }

  @Test
  void nodeThatWasTaken_mayBeAddedAgain_andIsGivenOnce() {
    Node node = new Vertex("node", 1);
    Node equal = new Vertex("equal", 1);
    addAll(node, equal);
    queue.take(node);
    queue.add(node, equal);
    assertThat(node(queue.next())).isSameAs(equal);
    PropagationQueue.Dirty next = Objects.requireNonNull(queue.next());
    assertThat(next.node).isSameAs(node);
    assertThat(next.causes()).containsExactly(equal);
    assertThat(queue.next()).isNull();
  }

  @Test
  void nodeThatIsRaised_comesWhereItNowBelongs() {
    Node raised = new Vertex("raised", 1);
    Node middle = new Vertex("middle", 4);
    Node beside = new Vertex("beside", 5);
    Node high = new Vertex("high", 6);
    addAll(beside, raised, high, middle);
    raised.raiseAbove(middle);
    assertThat(rest()).containsExactly(middle, beside, raised, high);
  }

  @Test
  void isEmpty_ignoresThoseThatComeLast() {
    Node node = new Vertex("node", 1);
    Node last = new Vertex("last", Node.LAST);
    assertThat(queue.isEmpty()).isTrue();
    addAll(last);
    assertThat(queue.isEmpty()).isTrue();
    addAll(node);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(node(queue.next())).isSameAs(node);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(node(queue.next())).isSameAs(last);
    assertThat(queue.isEmpty()).isTrue();
  }

  /** A node that waits, and when it was added. */
  private record Waiting(Node node, int since) {}

  @Test
  void queue_agreesWithASearchThroughAList() {
    for (long seed = 1; seed <= 60; seed++) {
      Random random = new Random(seed);
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        nodes.add(new Vertex("n" + i, random.nextInt(8) == 0 ? Node.LAST : random.nextInt(6)));
      }
      PropagationQueue tested = new PropagationQueue();
      List<Waiting> model = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        Node node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(8)) {
          case 0 -> assertThat(node(tested.take(node))).isSameAs(removed(model, node));
          case 1 -> raise(node, nodes.get(random.nextInt(nodes.size())));
          case 2, 3 -> assertThat(node(tested.next())).isSameAs(removed(model, lowest(model)));
          default -> {
            tested.add(node, CAUSE);
            if (model.stream().noneMatch(each -> each.node() == node)) {
              model.add(new Waiting(node, step));
            }
          }
        }
        if (model.stream().anyMatch(each -> each.node().height() != Node.LAST)) {
          assertThat(tested.isEmpty()).isFalse();
        }
      }
      while (!model.isEmpty()) {
        assertThat(node(tested.next())).isSameAs(removed(model, lowest(model)));
      }
      assertThat(tested.next()).isNull();
      assertThat(tested.isEmpty()).isTrue();
    }
  }

  private static void raise(Node node, Node other) {
    if (other.height() < 100) {
      node.raiseAbove(other);
    }
  }

  private static @Nullable Node lowest(List<Waiting> model) {
    return model.stream()
        .min(
            Comparator.comparingInt((Waiting each) -> each.node().height())
                .thenComparingInt(Waiting::since))
        .map(Waiting::node)
        .orElse(null);
  }

  /** Removes a node from the model, and gives it back if it was there. */
  private static @Nullable Node removed(List<Waiting> model, @Nullable Node node) {
    return model.removeIf(each -> each.node() == node) ? node : null;
  }
}
