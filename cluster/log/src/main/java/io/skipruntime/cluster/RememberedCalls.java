package io.skipruntime.cluster;

import io.skipruntime.engine.spi.Proposal;
import io.skipruntime.json.Json;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of calls with idempotency keys, as the log has them. What is remembered depends on
 * nothing but the log, so that all nodes answer alike: calls are forgotten by the times of the
 * records, and by their number. Used by the thread that carries the log out.
 */
final class RememberedCalls {

  private static final long KEPT_MILLIS = 24L * 60 * 60 * 1_000;
  private static final int MOST = 100_000;

  private record Key(String owner, String command, String key) {}

  /**
   * A call that was carried out.
   *
   * @param params its parameters
   * @param end how it ended
   * @param tick its tick
   * @param millis the time of its record
   */
  record Remembered(Json params, Proposal.CommandEnd end, long tick, long millis) {}

  private final Map<Key, Remembered> calls = new LinkedHashMap<>();

  private static Key key(Proposal.CommandCall call) {
    return new Key(call.owner(), call.command(), call.key());
  }

  /**
   * What is remembered of the call under this key; null if nothing is.
   *
   * @param millis the time of the record that asks
   */
  @Nullable Remembered find(Proposal.CommandCall call, long millis) {
    Iterator<Remembered> oldestFirst = calls.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().millis() < millis - KEPT_MILLIS) {
      oldestFirst.remove();
    }
    return calls.get(key(call));
  }

  /** Remembers a call that {@link #find} does not find. */
  void add(Proposal.CommandCall call, Proposal.CommandEnd end, long tick, long millis) {
    calls.put(key(call), new Remembered(call.params(), end, tick, millis));
    if (calls.size() > MOST) {
      Iterator<Remembered> oldestFirst = calls.values().iterator();
      oldestFirst.next();
      oldestFirst.remove();
    }
  }
}
