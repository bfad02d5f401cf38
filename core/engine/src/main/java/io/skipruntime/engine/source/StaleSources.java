package io.skipruntime.engine.source;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.instance.Instances;
import io.skipruntime.engine.instance.ResourceInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The messenger that tells resource instances which of them depend on stale data. Thread-safe. */
final class StaleSources {

  private final SourceTable sources;
  private final Instances instances;
  private final IntakeWriter writer;
  private final AtomicBoolean noting = new AtomicBoolean();
  private volatile boolean wasStale;

  /** A messenger for the sources of a table. */
  StaleSources(SourceTable sources, Instances instances, IntakeWriter writer) {
    this.sources = sources;
    this.instances = instances;
    this.writer = writer;
  }

  /** Is told of a commit that may let instances depend on other sources. */
  void rewired() {
    if (wasStale) {
      note();
    }
  }

  /**
   * Tells the instances soon which of them depend on stale data, and wakes the subscribers for whom
   * that is news.
   */
  void note() {
    if (noting.compareAndSet(false, true)) {
      writer.later(() ->
          writer.note(() -> {
            noting.set(false);
            List<ResourceInstance> news = new ArrayList<>(instances.noteStale(nodes()));
            writer.later(() -> news.forEach(ResourceInstance::wakeAll));
          }));
    }
  }

  private Map<Node, Instant> nodes() {
    Map<Node, Instant> stale = new HashMap<>();
    for (ExternalSource source : sources.view()) {
      if (source.node != null && source.status().state() == State.STALE) {
        stale.put(source.node, source.status().since());
      }
    }
    wasStale = !stale.isEmpty();
    return stale;
  }
}
