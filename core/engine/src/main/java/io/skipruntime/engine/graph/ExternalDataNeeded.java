package io.skipruntime.engine.graph;

import io.skipruntime.SkipException;
import io.skipruntime.SourceUnavailableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private final transient Runnable giveBack;

  /**
   * Data that is on its way.
   *
   * @param arrival asks the source for its data unless that was done, and gives what completes when
   *     it is there, exceptionally if it will not come; called outside of transactions
   * @param source names the source
   * @param problem says what the source has reported, after a colon; empty if nothing
   * @param giveBack gives the source back unless a node mirrors it; called outside of transactions
   */
  public ExternalDataNeeded(
      Supplier<CompletionStage<?>> arrival,
      Supplier<String> source,
      Supplier<String> problem,
      Runnable giveBack) {
    super("waiting for an external source", null, false, false);
    this.arrival = arrival;
    this.source = source;
    this.problem = problem;
    this.giveBack = giveBack;
  }

  /** The data that a node waits for, if that is why it has failed; null if it is not. */
  public static @Nullable ExternalDataNeeded behind(Throwable failure) {
    Throwable cause = failure;
    while (cause != null && !(cause instanceof ExternalDataNeeded)) {
      cause = cause.getCause();
    }
    return (ExternalDataNeeded) cause;
  }

  /**
   * Asks for the data and waits until it is there; outside of transactions.
   *
   * @param millis how long to wait at most
   * @throws SourceUnavailableException if the data does not come
   * @throws SkipException if the thread is interrupted, or as the source has failed
   */
  public void await(long millis) {
    try {
      arrival.get().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | CompletionException e) {
      throw e.getCause() instanceof SkipException known
          ? known
          : new SourceUnavailableException("an external source failed", e);
    } catch (TimeoutException e) {
      throw new SourceUnavailableException(overdue(millis), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkipException("interrupted while waiting for an external source", e);
    }
  }

  /** Gives the source back, when what needed it has failed, unless a node mirrors it. */
  public void giveBack() {
    giveBack.run();
  }

  private String overdue(long millis) {
    return "the external source "
        + source.get()
        + " did not deliver its data within "
        + millis
        + " ms"
        + problem.get();
  }
}
