package io.skipruntime.testkit.scratch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A record of what functions see. Runs nest where a function asks a lazy collection or describes a
 * collection; what is read belongs to the innermost.
 */
final class Runs {

  private final List<FunctionRun> finished = new ArrayList<>();
  private final ArrayDeque<List<Object>> open = new ArrayDeque<>();

  /** Runs a function. */
  <T> T run(String node, Object function, Object key, Object given, Supplier<T> body) {
    List<Object> seen = new ArrayList<>();
    seen.add(given);
    open.push(seen);
    try {
      return body.get();
    } finally {
      open.pop();
      finished.add(new FunctionRun(node, function, key, seen));
    }
  }

  /** Notes that the function that is running has read something. */
  void read(String node, Object key, Object result) {
    List<Object> seen = open.peek();
    if (seen != null) {
      seen.add(node);
      seen.add(key);
      seen.add(result);
    }
  }

  List<FunctionRun> finished() {
    return finished;
  }
}
