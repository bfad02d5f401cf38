package io.skipruntime.cluster;

import io.skipruntime.engine.spi.Proposal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
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
   * @param call the call
   * @param end how it ended
   * @param tick its tick
   * @param millis the time of its record
   */
  record Call(Proposal.CommandCall call, Proposal.CommandEnd end, long tick, long millis) {}

  private final Map<Key, Call> calls = new LinkedHashMap<>();

  private static Key key(Proposal.CommandCall call) {
    return new Key(call.owner(), call.command(), call.key());
  }

  /**
   * What is remembered of the call under this key; null if nothing is.
   *
   * @param millis the time of the record that asks
   */
  @Nullable Call find(Proposal.CommandCall call, long millis) {
    Iterator<Call> oldestFirst = calls.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().millis() < millis - KEPT_MILLIS) {
      oldestFirst.remove();
    }
    return calls.get(key(call));
  }

  /** Remembers a call that {@link #find} does not find. */
  void add(Call call) {
    calls.put(key(call.call()), call);
    if (calls.size() > MOST) {
      Iterator<Call> oldestFirst = calls.values().iterator();
      oldestFirst.next();
      oldestFirst.remove();
    }
  }

  /** All calls, the oldest first. */
  List<Call> all() {
    return List.copyOf(calls.values());
  }
}
