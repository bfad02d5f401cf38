package io.skipruntime.engine.graph;

import io.skipruntime.SkipException;
import io.skipruntime.SourceUnavailableException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An exception that ends a transaction which needs data of an external source that has not arrived.
 * The transaction is rolled back, and runs again when the data is there. Not an error, and never
 * seen by users.
 */
public final class ExternalDataNeeded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Source source;

  /** The source whose data is needed, as the request knows it that needs the data. */
  public interface Source {

    /**
     * Asks the source for its data, unless that was done; outside of transactions.
     *
     * @return completes when the data is there, exceptionally if it will not come
     */
    CompletionStage<?> request();

    /** What names the source. */
    String describe();

    /** What the source has reported, after a colon; empty if nothing. */
    String problem();

    /** Gives the source back unless a node mirrors it; after {@link #request}, likewise. */
    void giveBack();
  }

  /** The need for the data of a source, which is not asked before {@link #await}. */
  public ExternalDataNeeded(Source source) {
    super("waiting for an external source", null, false, false);
    this.source = source;
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
      source.request().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
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

  /** Gives the source back, when what has waited for it has failed, unless a node mirrors it. */
  public void giveBack() {
    source.giveBack();
  }

  private String overdue(long millis) {
    return "the external source "
        + source.describe()
        + " did not deliver its data within "
        + millis
        + " ms"
        + source.problem();
  }
}
