package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a subscriber is told that was away while much has changed. */
class CatchUpTest {

  private static final int KEYS = 25;

  record Sessions(EagerCollection<Long, String> sessions) {}

  private static final class Service implements SkipService<Sessions, Sessions> {
    @Override
    public Resources<Sessions> resources() {
      return Resources.<Sessions>empty().and("all", (in, context) -> in.sessions());
    }

    @Override
    public Sessions createGraph(Sessions in, Context context) {
      return in;
    }
  }

  record Mark() implements Mapper<Long, String, Long, String> {
    @Override
    public void mapEntry(Long key, Values<String> values, Emitter<Long, String> out) {
      out.emit(key, values.getUnique() + "!");
    }
  }

  private static final class Marking implements SkipService<Sessions, Sessions> {
    @Override
    public Resources<Sessions> resources() {
      return Resources.<Sessions>empty().and("all", (in, context) -> in.sessions().map(new Mark()));
    }

    @Override
    public Sessions createGraph(Sessions in, Context context) {
      return in;
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Service());

  @BeforeEach
  void open() {
    service.instantiateResource("stream", "all", new Resources.NoParameters());
  }

  @AfterEach
  void close() {
    service.close();
  }

  private void write(List<Entry<Long, String>> entries) {
    service.update("sessions", entries);
  }

  private void put(long from, int count, String value) {
    write(LongStream.range(from, from + count).mapToObj(key -> Entry.of(key, value)).toList());
  }

  private void delete(long from, int count) {
    write(LongStream.range(from, from + count).mapToObj(Entry::<Long, String>deleted).toList());
  }

  /** The identifier of what there is now. */
  private EventId now() {
    try (Subscription stream = service.subscribe("stream", Optional.empty())) {
      assertThat(stream.poll()).isPresent();
      return stream.lastEventId();
    }
  }

  private Optional<CollectionUpdate<Long, String>> since(EventId id) {
    try (Subscription stream = service.resume("stream", id)) {
      return stream.poll();
    }
  }

  @Test
  void contents_areTold_whereTheyAreShorterThanTheDifference() {
    put(0, KEYS, "first");
    EventId id = now();
    for (int round = 0; round < 300; round++) {
      delete((long) round * KEYS, KEYS);
      put((round + 1L) * KEYS, KEYS, "later");
    }
    CollectionUpdate<Long, String> update = since(id).orElseThrow();
    assertThat(update.isInitial()).isTrue();
    assertThat(update.values()).hasSize(KEYS);
    assertThat(update.watermark()).isEqualTo(service.watermark());
  }

  @Test
  void differences_areTold_whereTheyAreShorter_orFew() {
    put(0, 1000, "many");
    EventId id = now();
    delete(0, 400);
    CollectionUpdate<Long, String> update = since(id).orElseThrow();
    assertThat(update.isInitial()).isFalse();
    assertThat(update.values()).hasSize(400);

    delete(400, 599);
    EventId few = now();
    delete(999, 1);
    assertThat(since(few).orElseThrow().isInitial()).as("one key is few").isFalse();
  }

  @Test
  void keysThatCameAndWent_areLeftOut() {
    put(0, 2, "old");
    EventId id = now();
    put(10, 1, "young");
    put(10, 1, "changed");
    put(11, 1, "young");
    delete(10, 1);
    delete(0, 1);
    CollectionUpdate<Long, String> update = since(id).orElseThrow();
    assertThat(update.values()).containsExactly(Entry.deleted(0L), Entry.of(11L, "young"));
  }

  @Test
  void subscriberIsToldNothing_whereAllThatCameIsGone_andGoesOnFromThere() {
    put(0, 1, "old");
    try (Subscription stream = service.subscribe("stream", Optional.empty())) {
      stream.poll();
      put(10, 1, "young");
      delete(10, 1);
      assertThat(stream.poll()).isEmpty();
      put(11, 1, "young");
      assertThat(stream.<Long, String>poll().orElseThrow().values())
          .containsExactly(Entry.of(11L, "young"));
      delete(11, 1);
      assertThat(stream.<Long, String>poll().orElseThrow().values())
          .containsExactly(Entry.deleted(11L));
    }
  }

  @Test
  void keyThatWasThere_isToldToBeGone_alsoIfItCameBackMeanwhile() {
    put(0, 1, "old");
    EventId id = now();
    delete(0, 1);
    EventId between = now();
    put(0, 1, "again");
    delete(0, 1);
    assertThat(since(id).orElseThrow().values()).containsExactly(Entry.deleted(0L));
    List<Entry<Long, String>> told = new ArrayList<>();
    since(between).ifPresent(update -> told.addAll(update.values()));
    assertThat(told)
        .as("one who has not got it may be told, too")
        .allMatch(Entry.deleted(0L)::equals);
  }

  @Test
  void collectionThatIsComeBackTo_isToldAsAWhole_ifAnotherHasTakenItsHistory() {
    put(0, 2, "old");
    try (Subscription stream = service.subscribe("stream", Optional.empty())) {
      stream.poll();
      service.reload(new Marking());
      assertThat(stream.<Long, String>poll().orElseThrow().values())
          .containsExactly(Entry.of(0L, "old!"), Entry.of(1L, "old!"));
      EventId marked = stream.lastEventId();
      service.reload(new Service());
      CollectionUpdate<Long, String> back = stream.<Long, String>poll().orElseThrow();
      assertThat(back.isInitial()).isTrue();
      assertThat(back.values()).containsExactly(Entry.of(0L, "old"), Entry.of(1L, "old"));
      assertThat(since(marked).orElseThrow().isInitial()).isTrue();
    }
  }

  @Test
  void entriesOfAnEarlierGraph_areNotTakenForYoung_afterAReload() {
    put(0, 2, "old");
    EventId id = now();
    service.reload(new Service());
    delete(0, 1);
    assertThat(since(id).orElseThrow().values()).containsExactly(Entry.deleted(0L));
  }
}
