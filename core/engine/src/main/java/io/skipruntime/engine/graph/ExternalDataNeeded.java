package io.skipruntime.engine.graph;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An exception that ends a transaction which needs data of an external source that has not arrived.
 * The transaction is rolled back, and runs again when the data is there. Not an error, and never
 * seen by users.
 */
public final class ExternalDataNeeded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Supplier<CompletionStage<?>> arrival;
  private final transient Supplier<String> source;
  private final transient Supplier<String> problem;

  /**
   * Data that is on its way.
   *
   * @param arrival asks the source for its data unless that was done, and gives what completes when
   *     it is there, exceptionally if it will not come; called outside of transactions
   * @param source names the source
   * @param problem says what the source has reported, after a colon; empty if nothing
   */
  public ExternalDataNeeded(
      Supplier<CompletionStage<?>> arrival, Supplier<String> source, Supplier<String> problem) {
    super("waiting for an external source", null, false, false);
    this.arrival = arrival;
    this.source = source;
    this.problem = problem;
  }

  /** The data that a node waits for, if that is why it has failed; null if it is not. */
  public static @Nullable ExternalDataNeeded behind(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof ExternalDataNeeded)) {
      cause = cause.getCause();
    }
    return (ExternalDataNeeded) cause;
  }

  /** Asks for the data; completes when it is there, exceptionally if it will not come. */
  public CompletionStage<?> request() {
    return arrival.get();
  }

  /** What is to be said if the data does not come in time. */
  public String overdue(long millis) {
    return "the external source "
        + source.get()
        + " did not deliver its data within "
        + millis
        + " ms"
        + problem.get();
  }
}
