package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Measurement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The entries of a lazy collection whose functions are on the stack, the innermost first. An entry
 * that is asked for while it is among them closes a cycle.
 */
final class LazyStack {

  private static final int MOST_SHOWN = 20;

  private final ArrayDeque<LazyEntry> computing = new ArrayDeque<>();

  void push(LazyEntry entry) {
    computing.push(entry);
  }

  void pop() {
    computing.pop();
  }

  /**
   * Notes that an entry on the stack has been asked for.
   *
   * @return the cycle, for people
   */
  String closedBy(LazyEntry entry) {
    List<Object> keys = new ArrayList<>();
    keys.add(entry.key);
    for (LazyEntry each : computing) {
      each.wasInCycle = true;
      keys.add(each.key);
      if (each == entry) {
        break;
      }
    }
    int shown = Math.min(keys.size(), MOST_SHOWN);
    return keys.reversed().stream()
            .limit(shown)
            .map(String::valueOf)
            .collect(Collectors.joining(" → "))
        + (shown < keys.size() ? " → …" : "");
  }

  void measure(Measurement measurement) {
    measurement.addUnsettled(computing);
  }
}
