package io.skipruntime.oracle;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts how often the functions of programs run for a key, while it is asked to. It is the one
 * thing functions have to do with that is not pure; engines cannot know.
 */
final class Recorder {

  /** A function, as its operation describes it, applied to a key. */
  record Ran(Operation what, Object key) {}

  private static final ThreadLocal<Recorder> CURRENT =
      new InheritableThreadLocal<>() {
        @Override
        protected Recorder initialValue() {
          return new Recorder();
        }
      };

  private final Map<Ran, Integer> counts = new ConcurrentHashMap<>();
  private volatile boolean recording;

  private Recorder() {}

  /** The recorder of the functions that run on this thread and on those it starts. */
  static Recorder ofThread() {
    return CURRENT.get();
  }

  void start() {
    counts.clear();
    recording = true;
  }

  /** Forgets what was counted, as it was for a transaction that is taken back. */
  void forget() {
    counts.clear();
  }

  /** Ends the recording, and gives the counts. */
  Map<Ran, Integer> stop() {
    recording = false;
    return Map.copyOf(counts);
  }

  /** Is told by a function that it runs. */
  static void ran(Operation what, Object key) {
    Recorder recorder = CURRENT.get();
    if (recorder.recording) {
      recorder.counts.merge(new Ran(what, key), 1, Integer::sum);
    }
  }
}
