package io.skipruntime.workers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The options with which workers run. Immutable.
 *
 * @param parent where the process that has started this one is the worker: the directory of its
 *     channels
 * @param command what starts a worker otherwise
 * @param workers how many processes run functions, at least 1
 * @param functionMillis how long a frame of functions may take; 0 for as long as it likes
 * @param mirrorBytes how many bytes the mirrors of a process take, about
 */
public record WorkerOptions(
    Optional<Path> parent,
    List<String> command,
    int workers,
    long functionMillis,
    long mirrorBytes) {

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
    return new WorkerOptions(
        Optional.empty(), command, 1, DEFAULT_FUNCTION_MILLIS, DEFAULT_MIRROR_BYTES);
  }

  /**
   * The process that has started this one is the worker. Functions may take any time.
   *
   * @param directory has the channels, as docs/workers.md says
   */
  static WorkerOptions ofParent(Path directory) {
    return new WorkerOptions(Optional.of(directory), List.of(), 1, 0, DEFAULT_MIRROR_BYTES);
  }

  /** The same with so many workers. */
  public WorkerOptions withWorkers(int count) {
    return new WorkerOptions(parent, command, count, functionMillis, mirrorBytes);
  }

  /** The same with another limit for functions. */
  public WorkerOptions withFunctionMillis(long millis) {
    return new WorkerOptions(parent, command, workers, millis, mirrorBytes);
  }

  /** The same with mirrors of another size. */
  public WorkerOptions withMirrorBytes(long bytes) {
    return new WorkerOptions(parent, command, workers, functionMillis, bytes);
  }
}
