package io.skipruntime;

/** The service has been closed, and takes no more requests. */
public final class ServiceClosedException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says so. */
  public ServiceClosedException() {
    super("the service is closed");
  }
}
