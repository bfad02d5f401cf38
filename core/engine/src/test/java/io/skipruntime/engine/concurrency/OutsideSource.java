package io.skipruntime.engine.concurrency;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** A source that counts: at any time its three keys have the same value. */
final class OutsideSource implements ExternalService {

  static final int KEYS = 3;

  private final Map<String, Callbacks> subscribers = new ConcurrentHashMap<>();
  private volatile long delivered;

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    subscribers.put(instance, callbacks);
    return callbacks.update(entries(delivered), true);
  }

  @Override
  public void unsubscribe(String instance) {
    subscribers.remove(instance);
  }

  /** Delivers the next count to all subscribers, for one thread. */
  void deliver() {
    long next = delivered + 1;
    boolean isInitial = next % 10 == 0;
    subscribers
        .values()
        .forEach(each ->
            each.update(entries(next), isInitial)
                .toCompletableFuture()
                .handle((none, refused) -> refused == null)
                .join());
    delivered = next;
  }

  /** A count that the service has, or had. */
  long delivered() {
    return delivered;
  }

  private static List<Entry<Long, Long>> entries(long count) {
    return LongStream.range(0, KEYS).mapToObj(key -> Entry.of(key, count)).toList();
  }
}
