package io.skipruntime.server;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** All versions of a collection of texts that one thread writes. May be used by any thread. */
final class TextHistory {

  private final Map<String, TreeMap<Long, String>> byKey = new HashMap<>();
  private long lastTick;

  /** Adds a commit; an empty text deletes its key. */
  synchronized void add(long tick, Map<String, String> texts) {
    texts.forEach((key, text) -> {
      TreeMap<Long, String> versions = byKey.computeIfAbsent(key, unknown -> new TreeMap<>());
      String before = versions.isEmpty() ? "" : versions.lastEntry().getValue();
      if (!text.equals(before)) {
        versions.put(tick, text);
        lastTick = tick;
      }
    });
    notifyAll();
  }

  /** The last commit that changed something. */
  synchronized long lastTick() {
    return lastTick;
  }

  /** All texts at a tick, after waiting for it if need be. */
  synchronized Map<String, String> at(long tick) {
    await(tick);
    Map<String, String> texts = new HashMap<>();
    byKey.forEach((key, versions) -> {
      Map.Entry<Long, String> version = versions.floorEntry(tick);
      if (version != null && !version.getValue().isEmpty()) {
        texts.put(key, version.getValue());
      }
    });
    return texts;
  }

  private void await(long tick) {
    try {
      while (lastTick < tick) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
