package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBrokenException;
import io.skipruntime.engine.graph.GraphOptions;
import io.skipruntime.engine.spi.CommitReport;
import io.skipruntime.engine.spi.EngineEvent;
import java.time.InstantSource;
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
    GraphOptions graph,
    InstantSource clock,
    Optional<Consumer<EngineEvent>> listener,
    Optional<Consumer<CommitReport>> commitListener,
    Optional<Consumer<ServiceBrokenException>> brokenListener) {}
