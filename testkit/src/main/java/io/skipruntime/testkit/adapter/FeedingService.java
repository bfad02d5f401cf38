package io.skipruntime.testkit.adapter;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SinkStatus;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A running service whose numbers go to a target. For one thread. */
final class FeedingService implements AutoCloseable {

  private static final String SINK = "contract";
  private static final String RESOURCE = "all";

  private final TestedSink target;
  private final FaultySink sink;
  private final ServiceInstance service;

  /** The service. */
  private record Feeding(Sink sink) implements SkipService<Feeding.Inputs, Feeding.Inputs> {

    /** The input. */
    record Inputs(EagerCollection<String, Long> numbers) {}

    /** All numbers. */
    record All() implements Resource<Inputs> {
      @Override
      public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
        return in.numbers();
      }
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty().and(RESOURCE, new All());
    }

    @Override
    public Map<String, ResourceSink> sinks() {
      return Map.of(SINK, ResourceSink.of(RESOURCE, sink));
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  private FeedingService(TestedSink target, FaultySink sink, ServiceInstance service) {
    this.target = target;
    this.sink = sink;
    this.service = service;
  }

  static FeedingService start(TestedSink target, EngineOptions options) throws Exception {
    FaultySink sink = new FaultySink(target.sink());
    return new FeedingService(target, sink, ServiceInstance.start(new Feeding(sink), options));
  }

  /** The line to the target. */
  FaultySink line() {
    return sink;
  }

  void put(String key, long number) {
    put(List.of(Entry.of(key, number)));
  }

  /** Writes entries in one commit. */
  void put(List<Entry<String, Long>> entries) {
    service.update("numbers", entries);
  }

  void delete(String key) {
    service.update("numbers", List.of(new Entry<String, Long>(key, List.of())));
  }

  /** The numbers of the service by key. */
  Map<String, Long> contents() {
    Map<String, Long> contents = new TreeMap<>();
    for (Entry<String, Long> entry : service.<String, Long>getAll(RESOURCE)) {
      contents.put(entry.key(), entry.values().getFirst());
    }
    return contents;
  }

  SinkStatus status() {
    return service.sinks().statuses().getFirst();
  }

  void resync() {
    service.sinks().resync(SINK);
  }

  /** Waits until the sink is in a state. */
  void becomes(SinkStatus.State state) throws Exception {
    Waiting.until(
        () -> status().state() == state, () -> "expected %s, found %s".formatted(state, status()));
  }

  /** Waits until the target has what the service has. */
  void delivers() throws Exception {
    delivers(contents());
  }

  /** Waits until the target has been given everything, and has certain contents. */
  void delivers(Map<String, Long> expected) throws Exception {
    Waiting.until(
        () -> isDelivered() && target.contents().equals(expected),
        () -> "expected %s; %s".formatted(expected, status()));
  }

  private boolean isDelivered() {
    return status().state() == SinkStatus.State.LIVE
        && status().lag().equals(SinkStatus.Lag.NONE)
        && status().acknowledged().isPresent();
  }

  @Override
  public void close() {
    service.close();
  }
}
