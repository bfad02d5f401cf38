package io.skipruntime;

/**
 * The service has stopped for good: an error of the machine, such as too little memory, met it
 * where its state may have been left half changed. It neither reads nor writes any more, so that no
 * client is given wrong data; end the process, and start it again.
 */
public final class ServiceBrokenException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says what happened, and of which error that was the consequence. */
  public ServiceBrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
