package io.skipruntime.testkit.contents;

import io.skipruntime.Entry;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The difference between some entries and those that were expected, key by key.
 *
 * <p>The order in which entries are given does not matter; that of a key's values does. Values are
 * equal if their normal forms are; an expected {@link Json} is equal to what is written as it.
 */
public final class EntryDifference {

  private EntryDifference() {}

  /** A text of several lines that names the keys that differ; empty if none does. */
  public static Optional<String> between(
      List<? extends Entry<?, ?>> expected, List<? extends Entry<?, ?>> found) {
    Map<Object, Entry<?, ?>> wanted = byKey(expected);
    Map<Object, Entry<?, ?>> present = byKey(found);
    TreeSet<Object> keys = new TreeSet<>(CanonicalOrder.INSTANCE);
    keys.addAll(wanted.keySet());
    keys.addAll(present.keySet());
    List<String> lines = new ArrayList<>();
    for (Object key : keys) {
      line(Optional.ofNullable(wanted.get(key)), Optional.ofNullable(present.get(key)))
          .ifPresent(line -> lines.add("  " + EntryText.of(key) + ": " + line));
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    lines.add("expected " + EntryText.of(List.copyOf(wanted.values())));
    lines.add("found    " + EntryText.of(List.copyOf(present.values())));
    return Optional.of(String.join("\n", lines));
  }

  private static Map<Object, Entry<?, ?>> byKey(List<? extends Entry<?, ?>> entries) {
    Map<Object, Entry<?, ?>> sorted = new TreeMap<>(CanonicalOrder.INSTANCE);
    for (Entry<?, ?> entry : entries) {
      if (sorted.put(CanonicalKey.of(entry.key()), entry) != null) {
        throw new IllegalArgumentException(
            "the key "
                + EntryText.of(entry.key())
                + " is given twice; give all of its values once");
      }
    }
    return sorted;
  }

  private static Optional<String> line(
      Optional<Entry<?, ?>> expected, Optional<Entry<?, ?>> found) {
    if (expected.isEmpty() || found.isEmpty()) {
      return Optional.of("expected " + text(expected) + ", found " + text(found));
    }
    Entry<?, ?> wanted = expected.get();
    Entry<?, ?> present = found.get();
    if (!isSame(wanted.key(), present.key())) {
      return Optional.of(difference("the key ", wanted.key(), present.key()));
    }
    return isSame(wanted.values(), present.values())
        ? Optional.empty()
        : Optional.of(difference("", wanted.values(), present.values()));
  }

  private static String text(Optional<Entry<?, ?>> entry) {
    return entry
        .map(each -> each.values().isEmpty() ? "that it is gone" : EntryText.of(each.values()))
        .orElse("no entry");
  }

  private static String difference(String what, Object expected, Object found) {
    String wanted = EntryText.of(expected);
    String present = EntryText.of(found);
    return wanted.equals(present)
        ? "expected "
            + what
            + EntryText.withClass(expected)
            + ", found "
            + EntryText.withClass(found)
        : "expected " + what + wanted + ", found " + present;
  }

  /** Whether a key, a value or a list of values is what was expected. */
  public static boolean isSame(Object expected, Object found) {
    if (expected instanceof Json json && !(found instanceof Json)) {
      return json.equals(Json.from(found));
    }
    if (expected instanceof List<?> wanted && found instanceof List<?> present) {
      if (wanted.size() != present.size()) {
        return false;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!isSame(wanted.get(i), present.get(i))) {
          return false;
        }
      }
      return true;
    }
    return CanonicalKey.of(expected).equals(CanonicalKey.of(found));
  }
}
