package io.skipruntime.kafka;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resource;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SinkStatus;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A service with numbers by name, all of which go to a sink.
 *
 * @param name the name of the sink
 */
record NumbersService(String name, Sink sink)
    implements SkipService<NumbersService.Inputs, NumbersService.Inputs> {

  record Inputs(EagerCollection<String, Long> numbers) {}

  record All() implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      return in.numbers();
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("all", new All());
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return Map.of(name, ResourceSink.of("all", sink));
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return in;
  }

  /** Writes the numbers of a key; without any it is gone. */
  static void put(ServiceInstance service, String key, Long... numbers) {
    service.update("numbers", List.of(new Entry<>(key, List.of(numbers))));
  }

  /** The numbers, as {@link Fold#rows} has them. */
  static String rows(ServiceInstance service) {
    return service.<String, Long>getAll("all").stream()
        .map(row -> "\"" + row.key() + "\"=" + row.values().getFirst())
        .collect(Collectors.joining(" "));
  }

  static SinkStatus status(ServiceInstance service) {
    return service.sinks().statuses().getFirst();
  }

  /** Waits until the target has everything. */
  static void awaitDelivered(ServiceInstance service) throws Exception {
    Cluster.until(() ->
        status(service).lag().equals(SinkStatus.Lag.NONE)
            && status(service).state() == SinkStatus.State.LIVE);
  }
}
