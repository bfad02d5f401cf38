package io.skipruntime.testkit;

import io.skipruntime.ServiceClosedException;
import io.skipruntime.engine.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Finds what code has left open in a service: streams that it did not close, and nodes that stay
 * when everything that is idle was collected.
 */
public final class Leaks {

  private static final Duration LONGER_THAN_IDLE = Duration.ofDays(365);

  private final ServiceInstance instance;
  private final FakeClock clock;
  private final int streamsBefore;
  private final IntSupplier nodesExpected;

  private Leaks(ServiceInstance instance, FakeClock clock, IntSupplier nodesExpected) {
    this.instance = instance;
    this.clock = clock;
    this.streamsBefore = instance.streamCount();
    this.nodesExpected = nodesExpected;
  }

  /**
   * Takes what is open now for what may be open later.
   *
   * @param clock the one the instance runs with, so that time can pass until all is idle
   */
  public static Leaks since(ServiceInstance instance, FakeClock clock) {
    collectIdle(instance, clock);
    int nodes = instance.nodeCount();
    return new Leaks(instance, clock, () -> nodes);
  }

  /** As {@link #since}, where how many nodes there may be depends on the data. */
  static Leaks expecting(ServiceInstance instance, FakeClock clock, IntSupplier nodes) {
    return new Leaks(instance, clock, nodes);
  }

  /**
   * Lets time pass until everything that is unused is idle, and collects it.
   *
   * @return each leak, said in a sentence; none of a service that was closed
   */
  public List<String> find() {
    List<String> leaks = new ArrayList<>();
    int streams = instance.streamCount() - streamsBefore;
    if (streams > 0) {
      leaks.add(
          streams
              + (streams == 1 ? " stream was" : " streams were")
              + " opened with instantiateResource and not closed; call closeResourceInstance with"
              + " the identifier");
    }
    try {
      collectIdle(instance, clock);
      int subscribed = instance.streamCount() - streamsBefore;
      if (subscribed > 0) {
        leaks.add(
            subscribed
                + (subscribed == 1 ? " of them has a subscription" : " of them have subscriptions")
                + " that nobody closed, so that nothing ever collects it");
      }
      int nodes = instance.nodeCount() - nodesExpected.getAsInt();
      if (nodes > 0) {
        leaks.add(
            nodes
                + (nodes == 1 ? " node is" : " nodes are")
                + " left of the graph when everything idle is collected: those of instances that"
                + " are still open");
      }
    } catch (ServiceClosedException closed) {
      leaks.clear();
    }
    return leaks;
  }

  /** Asserts that there are none. */
  public void assertNone() {
    List<String> leaks = find();
    if (!leaks.isEmpty()) {
      throw new AssertionError("the service leaks:\n  " + String.join("\n  ", leaks));
    }
  }

  /** Streams first, from whose end on their instances are idle. */
  static void collectIdle(ServiceInstance instance, FakeClock clock) {
    clock.advance(LONGER_THAN_IDLE);
    instance.collectIdle();
    clock.advance(LONGER_THAN_IDLE);
    instance.collectIdle();
  }
}
