package io.skipruntime.conformance;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardComputation;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A service in this process. A subscriber is never behind: it is told all when it asks. */
public final class EmbeddedDriver implements Driver {

  private static final long IDLE_MILLIS = 1_000;

  private final AtomicLong nowMillis = new AtomicLong();
  private final ServiceInstance service;
  private final Runnable closing;

  private EmbeddedDriver(ServiceInstance service, Runnable closing) {
    this.service = service;
    this.closing = closing;
  }

  private EmbeddedDriver(
      SkipService<?, ?> definition, EngineOptions options, Runnable afterClosing) {
    closing = () -> closeService(afterClosing);
    service =
        ServiceInstance.start(
            definition,
            options
                .withIdleMillis(IDLE_MILLIS)
                .withResumeMillis(IDLE_MILLIS)
                .withClock(() -> Instant.ofEpochMilli(nowMillis.get())));
  }

  /** Starts a service; time passes in it only for {@link #collectIdle}. */
  public static EmbeddedDriver start(SkipService<?, ?> service) {
    return new EmbeddedDriver(service, EngineOptions.defaults(), () -> {});
  }

  /** Uses a service that others have started; at the end, its inputs are emptied. */
  public static EmbeddedDriver over(ServiceInstance service) {
    return new EmbeddedDriver(service, () -> empty(service));
  }

  private static void empty(ServiceInstance service) {
    service.transaction(all -> {
      for (String input : service.inputNames()) {
        List<Entry<Object, Object>> none =
            service.getInput(input).stream()
                .map(entry -> new Entry<>(entry.key(), List.of()))
                .toList();
        all.update(input, none);
      }
    });
  }

  private void closeService(Runnable afterClosing) {
    service.close();
    afterClosing.run();
  }

  /** Starts shards that compute a service, and a node that serves what they compute. */
  public static EmbeddedDriver startOnShards(SkipService<?, ?> service, int shards) {
    MemoryLog commits = new MemoryLog();
    MemoryLog ticks = new MemoryLog();
    ShardLogs logs = ShardLogs.of("L", commits::open, ticks::open);
    ShardComputation computation = ShardComputation.start(service, logs, shards, "", tick -> {});
    EngineOptions options = EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs));
    return new EmbeddedDriver(service, options, computation::close);
  }

  /** As {@link #start}; a write is refused if it makes any resource instance fail. */
  public static EmbeddedDriver startStrict(SkipService<?, ?> service) {
    return new EmbeddedDriver(service, EngineOptions.defaults().withStrict(), () -> {});
  }

  /** How many nodes the service's graph has. */
  public int nodeCount() {
    return service.nodeCount();
  }

  @Override
  public void write(List<Write> writes) {
    computing(() ->
        service.transaction(all ->
            writes.forEach(write -> all.update(write.collection(), entries(write.entries())))));
  }

  @Override
  public JsonArray snapshot(String resource, Json params) {
    return computing(() -> json(service.getAll(resource, params)));
  }

  @Override
  public JsonArray lookup(String resource, Json params, Json key) {
    return computing(() -> Json.parse(values(service.getArray(resource, params, key))).asArray());
  }

  @Override
  public Stream open(String resource, Json params) {
    String identifier = UUID.randomUUID().toString();
    return computing(() -> {
      service.instantiateResource(identifier, resource, params);
      return new EmbeddedStream(service, identifier);
    });
  }

  @Override
  public boolean collectIdle() {
    collectIdleOnce(); // streams, from whose end on their instances are idle
    collectIdleOnce();
    return true;
  }

  private void collectIdleOnce() {
    nowMillis.addAndGet(IDLE_MILLIS);
    service.collectIdle();
  }

  @Override
  public void close() {
    closing.run();
  }

  private static <T> T computing(Supplier<T> request) {
    try {
      return request.get();
    } catch (ComputationException e) {
      throw new FailedComputationException(String.valueOf(e.getMessage()));
    }
  }

  private static List<Entry<Json, Json>> entries(JsonArray entries) {
    return entries.elements().stream().map(Json::asArray).map(EmbeddedDriver::entry).toList();
  }

  private static Entry<Json, Json> entry(JsonArray keyAndValues) {
    return new Entry<>(keyAndValues.get(0), keyAndValues.get(1).asArray().elements());
  }

  private static JsonArray json(List<? extends Entry<?, ?>> entries) {
    JsonWriter out = new JsonWriter().beginArray();
    for (Entry<?, ?> entry : entries) {
      out.beginArray().write(entry.key()).writeRaw(values(entry.values())).endArray();
    }
    return Json.parse(out.endArray().toByteArray()).asArray();
  }

  private static byte[] values(List<?> values) {
    return new JsonWriter().write((Object) values).toByteArray();
  }

  private record EmbeddedStream(ServiceInstance service, String identifier)
      implements Driver.Stream {
    @Override
    public Subscriber subscribe() {
      return new EmbeddedSubscriber(service.subscribe(identifier, Optional.empty(), () -> {}));
    }

    @Override
    public void close() {
      service.closeResourceInstance(identifier);
    }
  }

  private record EmbeddedSubscriber(Subscription subscription) implements Subscriber {
    @Override
    public Optional<StreamEvent> poll() {
      return subscription
          .poll()
          .map(EmbeddedSubscriber::event)
          .or(() ->
              subscription
                  .pollFailure()
                  .map(failure -> new StreamEvent.Failure(failure.toString())));
    }

    @Override
    public StreamEvent await() {
      return poll().orElseThrow(() -> new AssertionError("there is no event"));
    }

    @Override
    public List<StreamEvent> rest() {
      return poll().stream().toList();
    }

    @Override
    public void leave() {
      subscription.close();
    }

    private static StreamEvent event(CollectionUpdate<?, ?> update) {
      return new StreamEvent.Contents(
          update.isInitial(), json(update.values()), update.watermark().tick());
    }
  }
}
