package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBrokenException;
import io.skipruntime.engine.graph.GraphOptions;
import io.skipruntime.engine.heap.RecentVersions;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.engine.spi.WorkBounds;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The options of a service that its transactions need, each as {@code EngineOptions} explains it.
 */
public record CommitOptions(
    boolean strict,
    int maxInstances,
    boolean groupCommit,
    long resumeMillis,
    long sourceTimeoutMillis,
    long waitMillis,
    long closeMillis,
    long stuckMillis,
    RecentVersions recentVersions,
    GraphOptions graph,
    InstantSource clock,
    long clockMillis,
    AsyncRunner asyncRunner,
    WorkBounds workBounds,
    List<EngineListener> listeners,
    Optional<Consumer<ServiceBrokenException>> brokenListener) {}
