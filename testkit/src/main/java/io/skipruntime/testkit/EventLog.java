package io.skipruntime.testkit;

import io.skipruntime.engine.spi.EngineEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remembers which functions ran while it is asked to. Thread-safe. */
final class EventLog implements Consumer<EngineEvent> {

  private @Nullable List<FunctionRuns.Run> recorded;

  @Override
  public synchronized void accept(EngineEvent event) {
    List<FunctionRuns.Run> runs = recorded;
    if (runs != null && event instanceof EngineEvent.FunctionRan ran) {
      runs.add(new FunctionRuns.Run(ran.node(), ran.key()));
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
