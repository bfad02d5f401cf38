package io.skipruntime.testkit;

import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EngineListener;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log that remembers which functions ran while it is asked to. Thread-safe. */
final class EventLog implements EngineListener {

  private @Nullable List<FunctionRuns.Run> recorded;

  @Override
  public synchronized void hear(EngineEvent event) {
    List<FunctionRuns.Run> runs = recorded;
    if (runs != null && event instanceof EngineEvent.FunctionRan ran) {
      runs.add(new FunctionRuns.Run(ran.node().name(), ran.key()));
    }
  }

  /** What runs during an action. */
  FunctionRuns during(Runnable action) {
    List<FunctionRuns.Run> runs = new ArrayList<>();
    List<FunctionRuns.Run> outer = exchange(runs);
    try {
      action.run();
    } finally {
      exchange(outer);
    }
    return new FunctionRuns(runs);
  }

  private synchronized @Nullable List<FunctionRuns.Run> exchange(
      @Nullable List<FunctionRuns.Run> next) {
    List<FunctionRuns.Run> before = recorded;
    recorded = next;
    return before;
  }
}
