package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.json.JsonArray;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A place for one process, which is started again whenever it ends. Thread-safe.
 *
 * <ul>
 *   <li>{@code ready} is completed by the process that runs functions, and exceptionally if none
 *       can be started. When that process ends, another future takes its place.
 *   <li>A process is ready at once if the slot has had none; a later one, when it has described
 *       what runs.
 * </ul>
 */
final class WorkerSlot implements AutoCloseable {

  private static final long READY_MILLIS = 30_000;
  private static final int MOST_FAILURES = 3;
  private static final int CANNOT_START = 1;
  private static final System.Logger LOG = System.getLogger(WorkerSlot.class.getName());

  /** A receiver of the frames that belong to no turn. Called by a thread of the slot's own. */
  interface Receiver {

    /** A frame has come. */
    void received(WorkerSlot slot, WorkerProcess process, JsonArray frame);

    /** A process has ended. */
    void ended(WorkerSlot slot, WorkerProcess process);
  }

  private final WorkerOptions options;
  private final Receiver receiver;
  private final boolean describes;
  private CompletableFuture<WorkerProcess> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> end = new CompletableFuture<>();
  private @Nullable WorkerProcess latest;
  private @Nullable WorkerProcess lastReady;
  private boolean isFirst = true;
  private boolean closed;

  /**
   * A slot without a process.
   *
   * @param describes whether its first process runs functions before it is ready, since it is the
   *     one that describes the service
   */
  WorkerSlot(WorkerOptions options, Receiver receiver, boolean describes) {
    this.options = options;
    this.receiver = receiver;
    this.describes = describes;
  }

  /** Starts the first process. */
  void start() {
    Thread.ofPlatform().daemon().name("skip-worker").start(this::run);
  }

  private void run() {
    int status = 0;
    int failures = 0;
    for (; failures < MOST_FAILURES && !isClosed(); failures++) {
      boolean endedWell = false;
      try {
        WorkerProcess process = launch();
        if (listen(process)) {
          failures = -1;
        }
        status = process.awaitExit();
        endedWell = process.hasEndedWell();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "the worker did not start: {0}", e.getMessage());
        status =
            e instanceof WorkerProcess.NotConnectedException ended ? ended.status() : CANNOT_START;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      if (!hasStarted() || endedWell || options.parent().isPresent()) {
        break;
      }
      if (!isClosed() && failures + 1 < MOST_FAILURES) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the worker process has ended with status {0}, and is started again",
            String.valueOf(status));
      }
    }
    if (failures == MOST_FAILURES) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the worker has ended {0} times in a row before it had described its service, at last"
              + " with status {1}: see what the program said, and run it again",
          MOST_FAILURES,
          String.valueOf(status));
      status = CANNOT_START;
    }
    fail(status);
  }

  private WorkerProcess launch() throws IOException {
    if (options.parent().isPresent()) {
      WorkerProcess process = WorkerProcess.parent(options.parent().get(), options.mirrorBytes());
      register(process);
      return process;
    }
    Path directory = Files.createTempDirectory("skip-worker");
    Path path = directory.resolve("s");
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(path));
      ProcessBuilder builder =
          new ProcessBuilder(options.command()).redirectError(Redirect.INHERIT);
      builder.environment().put("SKIP_WORKER", path.toString());
      WorkerProcess process =
          WorkerProcess.connected(builder.start(), listening, options.mirrorBytes());
      register(process);
      return process;
    } finally {
      Files.deleteIfExists(path);
      Files.deleteIfExists(directory);
    }
  }

  private synchronized void register(WorkerProcess process) {
    latest = process;
    if (closed) {
      process.close();
    } else if (isFirst && describes) {
      ready.complete(process);
    }
  }

  /** Hands frames over until the process ends; whether it was ready. */
  private boolean listen(WorkerProcess process) {
    try {
      while (true) {
        receiver.received(this, process, process.receive());
      }
    } catch (IOException e) {
      process.finish();
      lost(process);
      receiver.ended(this, process);
      return hasBeenReady(process);
    }
  }

  /** Lets the process run functions that has described what runs. */
  synchronized void isReady(WorkerProcess process) {
    isFirst = false;
    lastReady = process;
    ready.complete(process);
  }

  /** Whether a process has run functions; one that a turn has found dead has, too. */
  private synchronized boolean hasBeenReady(WorkerProcess process) {
    return lastReady == process;
  }

  /** Whether a process of the slot has ever run a service. */
  private synchronized boolean hasStarted() {
    return !isFirst;
  }

  /** Notes that a process has ended. */
  synchronized void lost(WorkerProcess process) {
    if (isReadyNow(process) && !closed) {
      ready = new CompletableFuture<>();
    }
  }

  private synchronized void fail(int status) {
    ready.completeExceptionally(new SkipException("the worker does not start"));
    if (ready.isDone() && !ready.isCompletedExceptionally()) {
      ready = CompletableFuture.failedFuture(new SkipException("the worker does not start"));
    }
    end.complete(status);
  }

  /**
   * The process that runs functions; waits for one that is being started.
   *
   * @throws SkipException if none can be started
   */
  WorkerProcess await() {
    try {
      return current().get(READY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new SkipException("there is no worker: " + e.getMessage(), e);
    } catch (TimeoutException e) {
      throw new SkipException("there is no worker after " + READY_MILLIS + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkipException("interrupted while a worker was waited for", e);
    }
  }

  private synchronized CompletableFuture<WorkerProcess> current() {
    return ready;
  }

  /** Whether the process runs functions. */
  synchronized boolean isReadyNow(WorkerProcess process) {
    return ready.isDone() && !ready.isCompletedExceptionally() && ready.join() == process;
  }

  /** The process that was started last; null if there has been none. */
  synchronized @Nullable WorkerProcess latest() {
    return latest;
  }

  /** The status that the last process has ended with, when no other one is started. */
  CompletableFuture<Integer> end() {
    return end;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Lets the process end, and starts none any more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (latest != null) {
      latest.close();
    }
  }
}
