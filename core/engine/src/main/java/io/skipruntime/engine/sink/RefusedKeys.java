package io.skipruntime.engine.sink;

import io.skipruntime.SinkStatus.Refusals;
import io.skipruntime.SinkStatus.Refused;
import io.skipruntime.json.FailureText;
import io.skipruntime.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that a target does not take as they are, each with the reason: as many of them as are
 * remembered. Thread-safe.
 */
final class RefusedKeys {

  private static final int MOST_NAMED = 10;

  /** How many are remembered; of more, the first ones count. */
  private static final int MOST = 100_000;

  private final Map<Object, String> reasons = new LinkedHashMap<>();

  synchronized void add(Object key, String reason) {
    if (reasons.size() < MOST || reasons.containsKey(key)) {
      reasons.put(key, FailureText.of(reason));
    }
  }

  /** Whether a key is among them. */
  synchronized boolean has(Object key) {
    return reasons.containsKey(key);
  }

  synchronized boolean isEmpty() {
    return reasons.isEmpty();
  }

  synchronized void remove(Object key) {
    reasons.remove(key);
  }

  synchronized void clear() {
    reasons.clear();
  }

  /** How many there are, and the first of them. */
  synchronized Refusals summary() {
    if (reasons.isEmpty()) {
      return Refusals.NONE;
    }
    List<Refused> first =
        reasons.entrySet().stream()
            .limit(MOST_NAMED)
            .map(each -> new Refused(Json.from(each.getKey()).toString(), each.getValue()))
            .toList();
    return new Refusals(reasons.size(), first);
  }
}
