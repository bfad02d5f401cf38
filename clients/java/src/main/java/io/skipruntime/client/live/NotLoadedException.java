package io.skipruntime.client.live;

/** A live collection has no contents: it has failed, was closed, or waits for the service. */
public final class NotLoadedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NotLoadedException(String message) {
    super(message);
  }
}
