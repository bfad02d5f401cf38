package io.skipruntime.workers;

import java.util.List;

/**
 * The options with which workers run. Immutable.
 *
 * @param command what starts a worker
 * @param workers how many processes run functions, at least 1
 * @param functionMillis how long a frame of functions may take; 0 for as long as it likes
 * @param mirrorBytes how many bytes the mirrors of a process take, about
 */
public record WorkerOptions(
    List<String> command, int workers, long functionMillis, long mirrorBytes) {

  /** How long a frame may take where nothing else is said. */
  public static final long DEFAULT_FUNCTION_MILLIS = 10_000;

  /** The size of mirrors where nothing else is said. */
  public static final long DEFAULT_MIRROR_BYTES = 64L << 20;

  /** A copy of the command. */
  public WorkerOptions {
    command = List.copyOf(command);
    if (workers < 1) {
      throw new IllegalArgumentException("there is at least one worker, not " + workers);
    }
  }

  /** One worker with the usual limits. */
  public static WorkerOptions of(List<String> command) {
    return new WorkerOptions(command, 1, DEFAULT_FUNCTION_MILLIS, DEFAULT_MIRROR_BYTES);
  }

  /** The same with so many workers. */
  public WorkerOptions withWorkers(int count) {
    return new WorkerOptions(command, count, functionMillis, mirrorBytes);
  }

  /** The same with another limit for functions. */
  public WorkerOptions withFunctionMillis(long millis) {
    return new WorkerOptions(command, workers, millis, mirrorBytes);
  }

  /** The same with mirrors of another size. */
  public WorkerOptions withMirrorBytes(long bytes) {
    return new WorkerOptions(command, workers, functionMillis, bytes);
  }
}
