package io.skipruntime.engine.source;

import io.skipruntime.SourceStatus.Rejected;
import io.skipruntime.SourceStatus.Rejections;
import io.skipruntime.json.FailureText;
import io.skipruntime.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys of a source that have no usable value, each with the reason. For the holder of the
 * service's write lock.
 */
final class RejectedKeys {

  private static final int MOST_NAMED = 10;

  private final Map<Object, String> reasons = new LinkedHashMap<>();

  /** Adds a key; of one that is there the reason changes. */
  void add(Object key, String reason) {
    reasons.put(key, FailureText.of(reason));
  }

  /** Takes a key away that has a value again, or is gone. */
  void remove(Object key) {
    if (!reasons.isEmpty()) {
      reasons.remove(key);
    }
  }

  /** Forgets all. */
  void clear() {
    reasons.clear();
  }

  /** How many there are, and the first of them. */
  Rejections summary() {
    if (reasons.isEmpty()) {
      return Rejections.NONE;
    }
    List<Rejected> first =
        reasons.entrySet().stream()
            .limit(MOST_NAMED)
            .map(each -> new Rejected(Json.from(each.getKey()).toString(), each.getValue()))
            .toList();
    return new Rejections(reasons.size(), first);
  }
}
