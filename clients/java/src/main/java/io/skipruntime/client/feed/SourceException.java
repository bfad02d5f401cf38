package io.skipruntime.client.feed;

/**
 * An attempt to get data has failed. The message is for the reader of the source's status: it names
 * no parameters, headers or credentials.
 */
public final class SourceException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean isFinal;
  private final boolean isForbidden;
  private final long retryAfterMillis;

  private SourceException(
      String message, boolean isFinal, boolean isForbidden, long retryAfterMillis) {
    super(message);
    this.isFinal = isFinal;
    this.isForbidden = isForbidden;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** A failure that may pass: the source cannot be reached, or has trouble of its own. */
  public static SourceException passing(String message) {
    return new SourceException(message, false, false, 0);
  }

  /** As {@link #passing(String)}, of a source that says when to come back. */
  public static SourceException passing(String message, long retryAfterMillis) {
    return new SourceException(message, false, false, retryAfterMillis);
  }

  /** A failure that will not pass by itself: the request is wrong, or the data is. */
  public static SourceException lasting(String message) {
    return new SourceException(message, true, false, 0);
  }

  /** A lasting failure: the source says that the one who asks may not have the data. */
  public static SourceException forbidden(String message) {
    return new SourceException(message, true, true, 0);
  }

  /** Whether there is no point in waiting for the first data. */
  public boolean isLasting() {
    return isFinal;
  }

  /** Whether the source says that the one who asks may not have the data. */
  public boolean isForbidden() {
    return isForbidden;
  }

  /** For how long at least not to try again. */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }

  /** What a failure says, or at least what it is. */
  public static String messageOf(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }
}
