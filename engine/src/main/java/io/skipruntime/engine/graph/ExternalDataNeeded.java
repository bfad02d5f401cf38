package io.skipruntime.engine.graph;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Ends a transaction that needs data of an external source that has not arrived: it is rolled back
 * and run again when the data is there. Not an error, and never seen by users.
 */
public final class ExternalDataNeeded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Supplier<CompletionStage<?>> arrival;

  /**
   * Data that is on its way.
   *
   * @param arrival asks the source for its data unless that was done, and gives what completes when
   *     it is there, exceptionally if it will not come; called outside of transactions
   */
  public ExternalDataNeeded(Supplier<CompletionStage<?>> arrival) {
    super("waiting for an external source", null, false, false);
    this.arrival = arrival;
  }

  /** Asks for the data; completes when it is there, exceptionally if it will not come. */
  public CompletionStage<?> request() {
    return arrival.get();
  }
}
