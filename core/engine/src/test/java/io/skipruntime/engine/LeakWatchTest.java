package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeakWatchTest {

  private final ServiceInstance service = ServiceInstance.start(new Groups());

  private List<String> leaksAfterClosing() {
    service.close();
    return LeakWatch.takeLeaks();
  }

  @Test
  void serviceThatGivesEverythingBack_isPassed_withStreamsOpenAndInputsChanged() {
    service.instantiateResource("a", "active_friends", 0L);
    service.subscribe("a", Optional.empty(), () -> {});
    service.getAll("active_friends", 1L);
    service.update("groups", List.of(Entry.of(5L, new Groups.Group("g", List.of(0L, 1L)))));
    service.update("groups", List.of(Entry.deleted(1001L)));
    assertThat(leaksAfterClosing()).isEmpty();
  }

  @Test
  void slotThatIsNotGivenBack_isReported() {
    service.graph().takeSlot();
    assertThat(leaksAfterClosing()).singleElement().asString().contains("Groups", "slots=");
  }

  @Test
  void referenceThatIsNotReleased_isReported() {
    service
        .runner()
        .rewiring(transaction -> {
          service.serviceGraph().inputNodes().values().forEach(transaction::acquire);
          return service;
        });
    assertThat(leaksAfterClosing()).singleElement().asString().contains("references=");
  }

  @Test
  void serviceThatIsNotClosed_isKnown() {
    ServiceInstance forgotten = ServiceInstance.start(new Groups());
    assertThat(LeakWatch.takeOpen()).hasSize(2).allMatch(name -> name.endsWith("Groups"));
    forgotten.close();
    service.close();
  }
}
