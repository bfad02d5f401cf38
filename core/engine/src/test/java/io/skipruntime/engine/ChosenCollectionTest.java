package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a subscriber is told of a resource that shows one collection or another. */
class ChosenCollectionTest {

  record Lists(
      EagerCollection<Long, String> chosen,
      EagerCollection<Long, String> first,
      EagerCollection<Long, String> second) {}

  private static final class Service implements SkipService<Lists, Lists> {
    @Override
    public Resources<Lists> resources() {
      return Resources.<Lists>empty()
          .and(
              "list",
              (in, context) ->
                  in.chosen().getUnique(0L).equals("first") ? in.first() : in.second());
    }

    @Override
    public Lists createGraph(Lists in, Context context) {
      return in;
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Service());

  @BeforeEach
  void open() {
    put("chosen", 0, "first");
    for (long key = 1; key <= 3; key++) {
      put("first", key, "same");
      put("second", key, "same");
    }
    service.instantiateResource("stream", "list", new Resources.NoParameters());
  }

  @AfterEach
  void close() {
    service.close();
  }

  private void put(String collection, long key, String value) {
    service.update(collection, List.of(Entry.of(key, value)));
  }

  @Test
  void collectionThatIsShownOnceMore_isToldAsAWhole_evenIfTheOtherHadTheSameEntries() {
    Subscription subscription = service.subscribe("stream", Optional.empty(), () -> {});
    assertThat(subscription.poll().orElseThrow().isInitial()).isTrue();

    put("chosen", 0, "second");
    put("first", 1, "other");
    put("first", 1, "same");
    put("chosen", 0, "first");
    put("first", 4, "new");

    CollectionUpdate<Object, Object> update = subscription.poll().orElseThrow();
    assertThat(update.isInitial()).isTrue();
    assertThat(update.values()).hasSize(4);

    put("first", 2, "other");
    assertThat(subscription.poll().orElseThrow().values()).containsExactly(Entry.of(2L, "other"));
  }
}
