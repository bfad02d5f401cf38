package io.skipruntime;

/**
 * An exception that says that a write has not been carried out, since the log that puts the commits
 * of a cluster in order cannot be reached at present. Reads go on; the same write may succeed
 * later.
 */
public final class ClusterUnavailableException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** An exception whose message says what cannot be reached, and since when. */
  public ClusterUnavailableException(String message) {
    super(message);
  }

  /** An exception with the failure that it is due to. */
  public ClusterUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
