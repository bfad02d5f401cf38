package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.cluster.Cluster;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The node that reads external sources where the log is a topic. */
final class LeaderTest {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Broker broker = Broker.start();
  private final String topic = Broker.newTopic();
  private final List<AutoCloseable> started = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : started) {
      each.close();
    }
    broker.close();
  }

  /** A service whose source counts on: what it delivers is one more than what there is. */
  private static final class CountingService
      implements SkipService<CountingService.Inputs, CountingService.Shared>, ExternalService {

    record Inputs(EagerCollection<Long, Long> unused) {}

    record Shared(EagerCollection<Long, Long> counts) {}

    private volatile @Nullable Callbacks callbacks;

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks receiver) {
      callbacks = receiver;
      return receiver.isLoaded()
          ? receiver.update(List.of(), false)
          : receiver.update(List.of(Entry.of(1L, 0L)), true);
    }

    @Override
    public void unsubscribe(String instance) {
      callbacks = null;
    }

    boolean isRead() {
      return callbacks != null;
    }

    void count() {
      Callbacks receiver = callbacks;
      assertThat(receiver).isNotNull();
      if (receiver != null) {
        Delivery delivery = receiver.begin();
        long before = Long.parseLong(receiver.delivered(1L).getFirst().toString());
        delivery.put(receiver, 1L, List.of(before + 1));
        delivery.commit("counts", Json.of(before + 1)).toCompletableFuture().join();
      }
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("counter", this);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(
          context.useExternalResource(
              ExternalResource.of("counter", "counts", Long.class, Long.class)));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("counts", (shared, context) -> shared.counts());
    }
  }

  private ServiceInstance node(CountingService service) {
    ServiceInstance node =
        ServiceInstance.start(
            service,
            EngineOptions.defaults()
                .withCommitOrder(Cluster.at(broker.address(topic)).withProgramVersion("1")));
    started.add(node);
    return node;
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static void awaitCount(ServiceInstance node, long count) {
    awaitThat(
        "the count is " + count,
        () -> node.getArray("counts", new Resources.NoParameters(), 1L).equals(List.of(count)));
  }

  @Test
  void theBrokersLetOneNodeRead_andAnotherOneWhenThatLeaves() {
    List<CountingService> services = List.of(new CountingService(), new CountingService());
    List<ServiceInstance> nodes = services.stream().map(this::node).toList();
    awaitThat("a node reads", () -> services.stream().anyMatch(CountingService::isRead));
    int reader = services.getFirst().isRead() ? 0 : 1;
    awaitCount(nodes.get(reader), 0);
    services.get(reader).count();
    services.get(reader).count();
    awaitCount(nodes.get(1 - reader), 2);
    assertThat(services.get(1 - reader).isRead()).isFalse();
    nodes.get(reader).close();
    awaitThat("the other node reads", services.get(1 - reader)::isRead);
    services.get(1 - reader).count();
    awaitCount(nodes.get(1 - reader), 3);
    assertThat(nodes.get(1 - reader).order().orElseThrow().detail()).isEmpty();
  }
}
