package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.Values;
import io.skipruntime.engine.graph.ExternalDataNeeded;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Sources that are not needed any more, for each reason there is: what was subscribed is
 * unsubscribed exactly once, after the external service has returned from {@code subscribe}, and
 * before the service is closed.
 */
class GivenBackSourcesTest {

  private static final long TIMEOUT_SECONDS = 20;

  /** An external service that writes down how it is called. Resources answer as they are called. */
  private static final class Recorded implements ExternalService {
    private final Map<String, String> resources = new HashMap<>();
    private final Map<String, Callbacks> callbacks = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private volatile Runnable whileSubscribing = () -> {};

    private synchronized void called(String call) {
      calls.add(call);
      notifyAll();
    }

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks toCall) {
      synchronized (this) {
        resources.put(instance, resource);
        callbacks.put(resource, toCall);
      }
      called("subscribe " + instance);
      whileSubscribing.run();
      try {
        return switch (resource) {
          case "failing" -> CompletableFuture.failedStage(new IllegalStateException("refused"));
          case "silent" -> new CompletableFuture<>();
          case "negative" -> toCall.update(List.of(Entry.of("t", -1L)), true);
          default -> toCall.update(List.of(Entry.of("t", 1L)), true);
        };
      } finally {
        called("subscribed " + instance);
      }
    }

    @Override
    public void unsubscribe(String instance) {
      called("unsubscribe " + instance);
    }

    @Override
    public CompletionStage<Void> shutdown() {
      called("shutdown");
      return CompletableFuture.completedStage(null);
    }

    synchronized Callbacks callbacks(String resource) {
      return Objects.requireNonNull(callbacks.get(resource));
    }

    /** The calls for a resource, without the names of instances. */
    synchronized List<String> calls(String resource) {
      List<String> found = new ArrayList<>();
      resources.forEach((instance, of) -> {
        if (of.equals(resource)) {
          calls.stream()
              .filter(call -> call.endsWith(" " + instance))
              .map(call -> call.substring(0, call.indexOf(' ')))
              .forEach(found::add);
        }
      });
      return found;
    }

    synchronized void await(String call, String resource) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
      while (!calls(resource).contains(call)) {
        assertThat(System.nanoTime()).as("%s %s", call, resource).isLessThan(end);
        wait(TimeUnit.SECONDS.toMillis(1));
      }
    }

    synchronized void requireAllEnded() {
      List<String> all = new ArrayList<>();
      for (String instance : resources.keySet()) {
        List<String> own = calls.stream().filter(call -> call.endsWith(" " + instance)).toList();
        assertThat(own)
            .as(resources.get(instance))
            .containsExactly(
                "subscribe " + instance, "subscribed " + instance, "unsubscribe " + instance);
        all.addAll(own);
      }
      assertThat(calls).hasSize(all.size() + 1).endsWith("shutdown");
    }
  }

  record Inputs(EagerCollection<Long, String> wanted) {}

  record Shared(EagerCollection<Long, Long> values) {}

  /** Has the value of each resource that is wanted; fails for one that is negative. */
  private record Look() implements ContextMapper<Long, String, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<String> name, Emitter<Long, Long> out, Context context) {
      out.emit(key, positive(external(name.getUnique(), context).getUnique("t")));
    }
  }

  /** Has the value, if it is positive; of another key that of the resource with that name. */
  private record Positive() implements ContextMapper<String, Long, String, Long> {
    @Override
    public void mapEntry(
        String key, Values<Long> values, Emitter<String, Long> out, Context context) {
      long value = key.equals("t") ? values.getUnique() : external(key, context).getUnique("t");
      out.emit(key, positive(value));
    }
  }

  private static long positive(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative");
    }
    return value;
  }

  private static EagerCollection<String, Long> external(String resource, Context context) {
    return context.useExternalResource(resource(resource));
  }

  private static ExternalResource<String, Long> resource(String name) {
    return ExternalResource.of("recorded", name, String.class, Long.class);
  }

  record At(String resource) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared shared, Context context) {
      return external(resource, context).map(new Positive());
    }
  }

  /**
   * A service.
   *
   * @param shared the resource that its graph uses
   */
  private record Service(Recorded source, String shared) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.of("at", At.class);
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("recorded", source);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      external(shared, context).map(new Positive());
      return new Shared(in.wanted().map(new Look()));
    }
  }

  private final Recorded source = new Recorded();
  private final TestClock clock = new TestClock();
  private final ServiceInstance service =
      ServiceInstance.start(service("first"), EngineOptions.defaults().withClock(clock));

  private Service service(String shared) {
    return new Service(source, shared);
  }

  @AfterEach
  void everySubscription_isEnded_whenTheServiceIsClosed() {
    service.close();
    source.requireAllEnded();
  }

  private List<String> states() {
    return service.sourceStatuses().stream().map(SourceStatus::identifier).sorted().toList();
  }

  private CompletableFuture<List<Entry<String, Long>>> readSoon(String resource) {
    return CompletableFuture.supplyAsync(
        () -> service.getAll("at", new At(resource)),
        step -> Thread.ofPlatform().daemon().start(step));
  }

  private void collect() {
    clock.advanceMillis(30_001);
    service.collectIdle();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sourceOfAnInstance_isGivenBack_whenThatIsCollected() throws Exception {
    assertThat(service.getAll("at", new At("other"))).hasSize(1);
    collect();
    assertThat(states()).containsExactly("first");
    source.await("unsubscribe", "other");
  }

  @Test
  void sourceOfAFailedInstance_isGivenBack_whenThatIsCollected() throws Exception {
    service.instantiateResource("one", "at", new At("other"));
    source.callbacks("other").update(List.of(Entry.of("t", -1L)), true);
    assertThatThrownBy(() -> service.getAll("at", new At("other")))
        .isInstanceOf(ComputationException.class);
    service.closeResourceInstance("one");
    collect();
    assertThat(states()).containsExactly("first");
    source.await("unsubscribe", "other");
  }

  @Test
  void sourceThatNoFunctionUsesAfterAReload_isGivenBack() throws Exception {
    service.reload(service("second"));
    assertThat(states()).containsExactly("second");
    source.await("unsubscribe", "first");
  }

  @Test
  void sourceOfARefusedReload_isGivenBack() throws Exception {
    assertThatThrownBy(() -> service.reload(service("negative")))
        .isInstanceOf(ComputationException.class);
    source.await("unsubscribe", "negative");
    assertThat(states()).containsExactly("first");
  }

  @Test
  void sourceOfARefusedWrite_isGivenBack() throws Exception {
    assertThatThrownBy(() -> service.update("wanted", List.of(Entry.of(1L, "negative"))))
        .isInstanceOf(ComputationException.class);
    source.await("unsubscribe", "negative");
    assertThat(states()).containsExactly("first");
  }

  @Test
  void sourceOfARefusedDelivery_isGivenBack() throws Exception {
    CompletionStage<Void> refused =
        source.callbacks("first").update(List.of(Entry.of("negative", 2L)), false);
    assertThatThrownBy(() -> refused.toCompletableFuture().join())
        .hasCauseInstanceOf(ComputationException.class);
    source.await("unsubscribe", "negative");
    assertThat(states()).containsExactly("first");
  }

  @Test
  void failedSource_isGivenBack_whenItIsCollected_alsoDuringATransaction() throws Exception {
    assertThatThrownBy(() -> service.getAll("at", new At("failing")))
        .isInstanceOf(SourceUnavailableException.class);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch collected = new CountDownLatch(1);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() ->
            service
                .runner()
                .exclusively(() -> {
                  begun.countDown();
                  await(collected);
                }));
    await(begun);
    collect();
    assertThat(states()).containsExactly("failing", "first");
    collected.countDown();
    other.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThat(states()).containsExactly("first");
    source.await("unsubscribe", "failing");
  }

  @Test
  void failedSource_isGivenBack_whenAnotherTakesItsPlace() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> service.getAll("at", new At("failing")))
          .isInstanceOf(SourceUnavailableException.class);
    }
    source.await("unsubscribe", "failing");
    assertThat(states()).containsExactly("failing", "first");
  }

  @Test
  void sourceThatIsBeingSubscribed_isGivenBackAfterThat_whenTheServiceIsClosed() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    source.whileSubscribing = () -> await(goOn);
    CompletableFuture<List<Entry<String, Long>>> read = readSoon("other");
    source.await("subscribe", "other");
    CompletableFuture<Void> closed = CompletableFuture.runAsync(service::close);
    while (!states().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(source.calls("other")).containsExactly("subscribe");
    goOn.countDown();
    closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThatThrownBy(() -> read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ServiceClosedException.class);
    source.requireAllEnded();
  }

  /** What a request has that is put aside, as a function needs a resource. */
  private ExternalDataNeeded need(String resource) {
    List<ExternalDataNeeded> needed = new ArrayList<>();
    look(transaction -> {
      try {
        service.runner().sources().use(resource(resource), transaction);
      } catch (ExternalDataNeeded e) {
        needed.add(e);
      }
    });
    return needed.getFirst();
  }

  /** Looks at what a change would do, which fails. */
  private void look(Consumer<Transaction> change) {
    service
        .runner()
        .exclusively(
            () -> assertThat(service.runner().tried(change, () -> Optional.of(true))).isEmpty());
  }

  @Test
  void sourceThatARequestIsAboutToAskFor_isNotSubscribed_onceTheServiceIsClosed() {
    ExternalDataNeeded needed = need("other");
    service.close();
    assertThatThrownBy(() -> needed.await(1)).isInstanceOf(ServiceClosedException.class);
    assertThat(source.calls("other")).isEmpty();
  }

  @Test
  void sourceThatARequestIsAboutToWaitFor_isSubscribedAgain_ifItIsGivenBackMeanwhile() {
    ExternalDataNeeded first = need("silent");
    assertThatThrownBy(() -> first.await(1)).isInstanceOf(SourceUnavailableException.class);
    ExternalDataNeeded second = need("silent");
    first.giveBack();
    assertThatThrownBy(() -> second.await(1)).isInstanceOf(SourceUnavailableException.class);
    assertThat(source.calls("silent")).filteredOn("subscribe"::equals).hasSize(2);
    source.callbacks("silent").update(List.of(Entry.of("t", 7L)), true);
    assertThat(service.getAll("at", new At("silent"))).isEqualTo(List.of(Entry.of("t", 7L)));
  }

  @Test
  void lookThatWouldNeedASource_leavesItToTheRequestThatWaitsForIt() throws Exception {
    CompletableFuture<List<Entry<String, Long>>> read = readSoon("silent");
    source.await("subscribed", "silent");
    need("silent");
    source.callbacks("silent").update(List.of(Entry.of("t", 7L)), true);
    assertThat(read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).containsExactly(Entry.of("t", 7L));
    assertThat(source.calls("silent")).containsExactly("subscribe", "subscribed");
  }

  @Test
  void lookThatWouldNeedASource_asksForNone() {
    WrittenEntries wanted = new WrittenEntries(1);
    wanted.put(1L, ValueList.of("other"));
    look(transaction -> service.serviceGraph().node("wanted").write(wanted, transaction));
    assertThat(states()).containsExactly("first");
    assertThat(source.calls("other")).isEmpty();
  }
}
