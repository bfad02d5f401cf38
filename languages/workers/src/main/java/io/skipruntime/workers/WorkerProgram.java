package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.options.ServerOptions;
import java.util.concurrent.CompletionException;

/**
 * A program of another language that runs: its processes, and the services that it has started.
 * Thread-safe.
 */
public final class WorkerProgram implements AutoCloseable {

  private final WorkerServices services;
  private final ProgramWatch watch;

  private WorkerProgram(WorkerServices services, ProgramWatch watch) {
    this.services = services;
    this.watch = watch;
  }

  /**
   * Starts a program. What it starts as a service of the network gets the options of the server.
   *
   * @param workers how it is run
   * @param server the options; with {@link ServerOptions#watch} the program is reloaded when its
   *     files change
   */
  public static WorkerProgram start(WorkerOptions workers, ServerOptions server) {
    WorkerServices services = WorkerServices.start(ServiceHost.of(server), workers);
    ProgramWatch watch = new ProgramWatch(services.files(), services::startAgain);
    if (server.watch()) {
      watch.start();
    }
    return new WorkerProgram(services, watch);
  }

  /**
   * Waits for the first service that the program starts.
   *
   * @throws SkipException if the program ends before
   */
  public ServiceInstance service() {
    try {
      return services.first().join();
    } catch (CompletionException e) {
      throw new SkipException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Whether the program has started a service. */
  boolean hasStarted() {
    return services.first().isDone() && !services.first().isCompletedExceptionally();
  }

  /** The process that runs everything; waits for one that is being started. */
  public long processId() {
    return services.main().await().pid();
  }

  /** Waits until the program has ended; its status. A process that was replaced is none of it. */
  public int awaitEnd() {
    while (true) {
      WorkerSlot main = services.main();
      int status = main.end().join();
      if (main == services.main()) {
        return status;
      }
    }
  }

  /** Ends the services and the program. */
  @Override
  public void close() {
    watch.close();
    services.close();
  }
}
