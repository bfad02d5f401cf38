package io.skipruntime.engine.source;

import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A runner of a transaction of the service, now or when it is its turn. */
public interface IntakeWriter {

  /**
   * Carries out an intake, with the write lock from its beginning to its end.
   *
   * @return completes when the outcome can be seen
   * @throws RuntimeException why the transaction failed
   * @throws io.skipruntime.ServiceBusyException if the intake does not get its turn in time
   */
  CompletionStage<Void> deliver(Intake intake);

  /** The positions in the version that is shown. May be called by any thread. */
  Map<StreamId, Json> positions();

  /**
   * Runs {@code step} while no transaction is open.
   *
   * @throws io.skipruntime.ServiceBusyException if the step does not get its turn in time
   */
  void exclusively(Runnable step);

  /**
   * Runs {@code step} while no transaction is open: now, or when the open one is done. Does not
   * wait for a transaction that takes long.
   */
  void note(Runnable step);

  /** Runs {@code step} soon, when it holds up no transaction. */
  void later(Runnable step);

  /** As {@link #later}, for a step that is a service's own and may take long. */
  void giveBack(Runnable step);
}
