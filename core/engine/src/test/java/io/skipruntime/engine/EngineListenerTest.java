package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EngineListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EngineListenerTest {

  /** A listener to outcomes that keeps whatever it gets. */
  private static final class OfOutcomes implements EngineListener {
    private final List<EngineEvent> heard = new ArrayList<>();

    @Override
    public void hear(EngineEvent event) {
      heard.add(event);
    }

    @Override
    public boolean hearsPropagation() {
      return false;
    }
  }

  private static Entry<Long, Groups.User> user(long key) {
    return Entry.of(key, new Groups.User("Eve", true, List.of()));
  }

  @Test
  void listenerToOutcomes_hearsNoPropagation_thoughAnotherDoes() {
    OfOutcomes outcomes = new OfOutcomes();
    List<EngineEvent> all = new ArrayList<>();
    EngineOptions options = EngineOptions.defaults().withListener(outcomes).withListener(all::add);
    try (ServiceInstance service = ServiceInstance.start(new Groups(), options)) {
      service.update("users", List.of(user(9)));

      assertThat(outcomes.heard).hasSize(2).hasOnlyElementsOfType(EngineEvent.Committed.class);
      assertThat(all)
          .hasAtLeastOneElementOfType(EngineEvent.NodeCreated.class)
          .containsAll(outcomes.heard);
    }
  }

  @Test
  void listenerOfCommits_hearsOfThem_withWhatTheyChanged() {
    List<EngineEvent.Committed> commits = new ArrayList<>();
    EngineOptions options =
        EngineOptions.defaults().withListener(EngineListener.ofCommits(commits::add));
    try (ServiceInstance service = ServiceInstance.start(new Groups(), options)) {
      service.update("users", List.of(user(8), user(9)));

      assertThat(commits.getLast().changedEntries()).isEqualTo(2);
      assertThat(commits.getLast().durationNanos()).isPositive();
    }
  }

  @Test
  void listenerThatThrows_changesNothing_andOthersHear() {
    OfOutcomes outcomes = new OfOutcomes();
    EngineOptions options =
        EngineOptions.defaults()
            .withListener(event -> {
              throw new IllegalStateException("out of order");
            })
            .withListener(outcomes);
    try (ServiceInstance service = ServiceInstance.start(new Groups(), options)) {
      service.update("users", List.of(user(9)));
      assertThat(service.<Long, Groups.User>getInput("users")).contains(user(9));
      assertThat(outcomes.heard).hasSize(2);
    }
  }
}
