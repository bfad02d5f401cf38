package io.skipruntime.testkit.scratch;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The contents of a collection: keys in canonical order, each with a non-empty list of values. */
final class Contents {

  private final SortedMap<Object, List<Object>> entries = new TreeMap<>(CanonicalOrder.INSTANCE);

  static Contents of(Map<?, ? extends List<?>> entries) {
    Contents contents = new Contents();
    entries.forEach((key, values) -> values.forEach(value -> contents.add(key, value)));
    return contents;
  }

  /** Adds {@code value} as the last of a key's values. */
  void add(Object key, Object value) {
    entries
        .computeIfAbsent(CanonicalKey.stored(key), absent -> new ArrayList<>())
        .add(CanonicalValue.of(value));
  }

  void addAll(Object key, List<Object> values) {
    values.forEach(value -> add(key, value));
  }

  List<Object> get(Object key) {
    return entries.getOrDefault(CanonicalKey.of(key), List.of());
  }

  SortedMap<Object, List<Object>> entries() {
    return entries;
  }
}
