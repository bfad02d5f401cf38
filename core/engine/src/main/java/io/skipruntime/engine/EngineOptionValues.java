package io.skipruntime.engine;

import io.skipruntime.ServiceBrokenException;
import io.skipruntime.engine.spi.AsyncRunner;
import io.skipruntime.engine.spi.CommitOrderProvider;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.engine.spi.JournalProvider;
import io.skipruntime.engine.spi.WorkBounds;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The values of all options; only a copy that nothing else has yet is changed. */
final class EngineOptionValues {

  long idleMillis = 30_000;
  long sourceTimeoutMillis = 30_000;
  long resumeMillis = 300_000;
  int maxStreams = 200_000;
  int maxInstances = 200_000;
  boolean strict;
  boolean verifyDeterminism;
  boolean interning = true;
  boolean compaction = true;
  int parallelism = Runtime.getRuntime().availableProcessors();
  long parallelAfterMicros = 200;
  boolean groupCommit = true;
  InstantSource clock = InstantSource.system();
  long clockMillis = 1_000;
  AsyncRunner asyncRunner = AsyncRunner.onVirtualThreads();
  List<EngineListener> listeners = List.of();
  Optional<Consumer<ServiceBrokenException>> brokenListener = Optional.empty();
  Optional<JournalProvider> persistence = Optional.empty();
  Optional<CommitOrderProvider> commitOrder = Optional.empty();
  long historyMillis;
  long historyBytes = 64 << 20;
  boolean inspect;
  boolean sinks = true;
  long waitMillis = 30_000;
  long closeMillis = 5_000;
  long stuckMillis = 10_000;
  WorkBounds workBounds = WorkBounds.defaults();

  EngineOptionValues() {}

  EngineOptionValues(EngineOptionValues other) {
    idleMillis = other.idleMillis;
    sourceTimeoutMillis = other.sourceTimeoutMillis;
    resumeMillis = other.resumeMillis;
    maxStreams = other.maxStreams;
    maxInstances = other.maxInstances;
    strict = other.strict;
    verifyDeterminism = other.verifyDeterminism;
    interning = other.interning;
    compaction = other.compaction;
    parallelism = other.parallelism;
    parallelAfterMicros = other.parallelAfterMicros;
    groupCommit = other.groupCommit;
    clock = other.clock;
    clockMillis = other.clockMillis;
    asyncRunner = other.asyncRunner;
    listeners = other.listeners;
    brokenListener = other.brokenListener;
    persistence = other.persistence;
    commitOrder = other.commitOrder;
    historyMillis = other.historyMillis;
    historyBytes = other.historyBytes;
    inspect = other.inspect;
    sinks = other.sinks;
    waitMillis = other.waitMillis;
    closeMillis = other.closeMillis;
    stuckMillis = other.stuckMillis;
    workBounds = other.workBounds;
  }
}
