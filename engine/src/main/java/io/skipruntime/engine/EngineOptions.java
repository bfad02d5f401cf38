package io.skipruntime.engine;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** How a service is run. Immutable: {@code with…} gives options of which one is different. */
public final class EngineOptions implements Cloneable {

  private long idleMillis = 30_000;
  private long sourceTimeoutMillis = 30_000;
  private long resumeMillis = 300_000;
  private boolean strict;
  private boolean verifyDeterminism;
  private InstantSource clock = InstantSource.system();
  private Optional<Consumer<EngineEvent>> listener = Optional.empty();
  private Optional<Consumer<CommitReport>> commitListener = Optional.empty();

  private EngineOptions() {}

  /** What each option is unless it is changed. */
  public static EngineOptions defaults() {
    return new EngineOptions();
  }

  private EngineOptions changed(Consumer<EngineOptions> change) {
    try {
      EngineOptions copy = (EngineOptions) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private static long atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
    return value;
  }

  /**
   * After how many milliseconds without a subscriber or reader a resource instance is collected: at
   * least 1; by default 30 seconds.
   */
  public long idleMillis() {
    return idleMillis;
  }

  /** With another {@link #idleMillis}. */
  public EngineOptions withIdleMillis(long millis) {
    return changed(copy -> copy.idleMillis = atLeastOne("idleMillis", millis));
  }

  /**
   * How many milliseconds a request waits for an external source's first data: at least 1; by
   * default 30 seconds.
   */
  public long sourceTimeoutMillis() {
    return sourceTimeoutMillis;
  }

  /** With another {@link #sourceTimeoutMillis}. */
  public EngineOptions withSourceTimeoutMillis(long millis) {
    return changed(copy -> copy.sourceTimeoutMillis = atLeastOne("sourceTimeoutMillis", millis));
  }

  /**
   * For how many milliseconds at least a subscriber that was away is told only what changed: at
   * least 1; by default 5 minutes. Deleted keys are remembered that long.
   */
  public long resumeMillis() {
    return resumeMillis;
  }

  /** With another {@link #resumeMillis}. */
  public EngineOptions withResumeMillis(long millis) {
    return changed(copy -> copy.resumeMillis = atLeastOne("resumeMillis", millis));
  }

  /**
   * Whether a function that fails in a resource instance's own part rejects the write that made it
   * fail, instead of failing that instance; by default not.
   */
  public boolean strict() {
    return strict;
  }

  /** With {@link #strict}. */
  public EngineOptions withStrict() {
    return changed(copy -> copy.strict = true);
  }

  /**
   * Whether every function is run twice, so that one whose results differ is reported; for tests,
   * by default not.
   */
  public boolean verifyDeterminism() {
    return verifyDeterminism;
  }

  /** With {@link #verifyDeterminism}. */
  public EngineOptions withVerifyDeterminism() {
    return changed(copy -> copy.verifyDeterminism = true);
  }

  /** Tells when something became idle; by default the system's clock. */
  public InstantSource clock() {
    return clock;
  }

  /** With another {@link #clock}. */
  public EngineOptions withClock(InstantSource otherClock) {
    return changed(copy -> copy.clock = otherClock);
  }

  /** Is told what the engine does; by default nobody is. */
  public Optional<Consumer<EngineEvent>> listener() {
    return listener;
  }

  /** With a {@link #listener}. */
  public EngineOptions withListener(Consumer<EngineEvent> eventListener) {
    return changed(copy -> copy.listener = Optional.of(eventListener));
  }

  /**
   * Is told of every commit, by the thread that committed, which must not be kept waiting; by
   * default nobody is. Unlike {@link #listener} it costs nothing for each function that runs.
   */
  public Optional<Consumer<CommitReport>> commitListener() {
    return commitListener;
  }

  /** With a {@link #commitListener}. */
  public EngineOptions withCommitListener(Consumer<CommitReport> reportListener) {
    return changed(copy -> copy.commitListener = Optional.of(reportListener));
  }
}
