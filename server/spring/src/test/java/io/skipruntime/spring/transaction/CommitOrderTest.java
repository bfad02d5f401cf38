package io.skipruntime.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Effects come in the order of the tickets, whatever the order in which they are asked for. */
class CommitOrderTest {

  private final CommitOrder order = new CommitOrder();
  private final List<String> effects = new CopyOnWriteArrayList<>();

  @Test
  void effect_waits_untilThoseBeforeItHaveEnded() throws InterruptedException {
    CommitOrder.Ticket first = order.take();
    CommitOrder.Ticket second = order.take();
    CommitOrder.Ticket third = order.take();
    Thread late = Thread.ofPlatform().start(() -> order.run(third, () -> effects.add("third")));
    Thread waiting =
        Thread.ofPlatform().start(() -> order.run(second, () -> effects.add("second")));
    order.run(first, () -> effects.add("first"));
    waiting.join();
    late.join();
    assertThat(effects).containsExactly("first", "second", "third");
  }

  @Test
  void ticketWithoutEffect_letsTheNextOnesPass() {
    CommitOrder.Ticket first = order.take();
    CommitOrder.Ticket second = order.take();
    order.end(first);
    order.run(second, () -> effects.add("second"));
    assertThat(effects).containsExactly("second");
  }

  @Test
  void failingEffect_letsTheNextOnesPass() {
    CommitOrder.Ticket first = order.take();
    CommitOrder.Ticket second = order.take();
    assertThatThrownBy(() ->
            order.run(
                first,
                () -> {
                  throw new IllegalStateException("refused");
                }))
        .isInstanceOf(IllegalStateException.class);
    order.run(second, () -> effects.add("second"));
    assertThat(effects).containsExactly("second");
  }
}
