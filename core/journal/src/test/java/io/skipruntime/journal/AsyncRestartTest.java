package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncOptions.Retry;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Loadable;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.AsyncAttempt;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.log.LogOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Services with async functions that stop or crash and recover: what is known is not called for
 * again, and calls that were going on are made again.
 */
class AsyncRestartTest {

  private static final JournalOptions SMALL =
      JournalOptions.defaults().withLog(new LogOptions(1 << 20, 1 << 16, 0, 1, 1));

  /** A result with a key that is a record. */
  record Place(String city, int number) {}

  /** What a call gives. */
  record Found(double latitude, List<String> names) {}

  private record Locate(String server) implements AsyncFunction<Place, String, Found> {
    @Override
    public Found call(Place key, String value) {
      throw new AssertionError("the runner calls nothing");
    }
  }

  /** Places that are located, by a version of the function. */
  record PlacesService(int version)
      implements SkipService<PlacesService.Inputs, PlacesService.Shared> {

    record Inputs(EagerCollection<Place, String> places) {}

    record Shared(EagerCollection<Place, Loadable<Found>> located) {}

    record Located() implements Resource<Shared> {
      @Override
      public EagerCollection<Place, Loadable<Found>> instantiate(Shared in, Context context) {
        return in.located();
      }
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.of("located", Located.class);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      AsyncOptions<Found> options =
          AsyncOptions.of("locate", Found.class).withRetry(Retry.never()).withVersion(version);
      return new Shared(in.places().mapAsync(new Locate("a"), options));
    }
  }

  /** A runner that calls nothing. */
  private static final class Attempts implements AsyncRunner {
    private final List<AsyncAttempt> begun = new CopyOnWriteArrayList<>();

    @Override
    public Runnable begin(AsyncAttempt attempt) {
      begun.add(attempt);
      return () -> {};
    }

    List<Object> keys() {
      return begun.stream().map(each -> each.call().key()).toList();
    }

    void succeed(Place place, Found found) {
      attempt(place).succeeded(found).toCompletableFuture().join();
    }

    void fail(Place place, String why) {
      attempt(place).failed(AsyncCallException.lasting(why)).toCompletableFuture().join();
    }

    private AsyncAttempt attempt(Place place) {
      return begun.stream()
          .filter(each -> each.call().key().equals(place))
          .findFirst()
          .orElseThrow();
    }

    void await(int count) {
      while (begun.size() < count) {
        Thread.onSpinWait(); // sources are asked again by another thread
      }
    }
  }

  private static final Place PARIS = new Place("Paris", 1);
  private static final Place ROME = new Place("Rome", 2);
  private static final Place OSLO = new Place("Oslo", 3);
  private static final Found FOUND = new Found(48.5, List.of("Paris", "Lutetia"));

  private static ServiceInstance start(FaultyFiles files, Attempts attempts, int version) {
    return ServiceInstance.start(
        new PlacesService(version),
        EngineOptions.defaults()
            .withAsyncRunner(attempts)
            .withPersistence(Persistence.in(files, SMALL)));
  }

  /** Three places: one is located, one cannot be, and the call for one goes on. */
  private static List<Entry<Object, Object>> callThree(ServiceInstance service, Attempts attempts) {
    service.update(
        "places", List.of(Entry.of(PARIS, "a"), Entry.of(ROME, "b"), Entry.of(OSLO, "c")));
    attempts.succeed(PARIS, FOUND);
    attempts.fail(ROME, "unknown");
    return service.getAll("located");
  }

  private static void requireKnown(ServiceInstance next, List<Entry<Object, Object>> before) {
    assertThat(next.getAll("located")).isEqualTo(before);
    assertThat(before)
        .containsExactly(
            Entry.of(OSLO, new Loadable.Loading<>(Optional.empty())),
            Entry.of(PARIS, new Loadable.Success<>(FOUND)),
            Entry.of(ROME, new Loadable.Failure<>("unknown", Optional.empty())));
  }

  @Test
  void crash_makesTheCallsAgain_thatWereGoingOn_andNoOthers() {
    FaultyFiles files = new FaultyFiles();
    Attempts attempts = new Attempts();
    ServiceInstance service = start(files, attempts, 1);
    List<Entry<Object, Object>> before = callThree(service, attempts);
    Watermark shown = service.watermark();
    FaultyFiles left = files.afterCrash();
    service.close();

    Attempts again = new Attempts();
    try (ServiceInstance next = start(left, again, 1)) {
      assertThat(next.watermark().tick()).isGreaterThanOrEqualTo(shown.tick());
      requireKnown(next, before);
      again.await(1);
      assertThat(again.keys()).containsExactly(OSLO);
      again.succeed(OSLO, FOUND);
      assertThat(next.<Loadable<Found>>getArray("located", new Resources.NoParameters(), OSLO))
          .containsExactly(new Loadable.Success<>(FOUND));
    }
  }

  @Test
  void orderlyStop_doesTheSame_andResultsThatAreNotNeededComeBackToo() {
    FaultyFiles files = new FaultyFiles();
    Attempts attempts = new Attempts();
    List<Entry<Object, Object>> before;
    try (ServiceInstance service = start(files, attempts, 1)) {
      before = callThree(service, attempts);
      service.update("places", List.of(Entry.of(PARIS, "other")));
      service.update("places", List.of(Entry.deleted(PARIS)));
    }
    Attempts again = new Attempts();
    try (ServiceInstance next = start(files, again, 1)) {
      again.await(1);
      next.update("places", List.of(Entry.of(PARIS, "a")));
      requireKnown(next, before);
      assertThat(again.keys()).containsExactly(OSLO);
    }
  }

  @Test
  void otherVersion_callsForAllAgain() {
    FaultyFiles files = new FaultyFiles();
    Attempts attempts = new Attempts();
    try (ServiceInstance service = start(files, attempts, 1)) {
      callThree(service, attempts);
    }
    Attempts again = new Attempts();
    try (ServiceInstance next = start(files, again, 2)) {
      assertThat(again.keys()).containsExactlyInAnyOrder(PARIS, ROME, OSLO);
      assertThat(next.getAll("located"))
          .allMatch(each -> each.values().getFirst() instanceof Loadable.Loading<?>);
    }
  }
}
