package io.skipruntime;

/**
 * The service did not get round to a request in the time that its options give one, because a
 * function of the service, or the storage, has not come to an end. The message names the function
 * and says whether the request may still be carried out.
 */
public final class ServiceBusyException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says what the request waited for. */
  public ServiceBusyException(String message) {
    super(message);
  }
}
