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

  /**
   * An exception for a write that is in effect, and of which the storage has not said whether it is
   * kept.
   *
   * @param millis the milliseconds since it waits for the storage
   */
  public static ServiceBusyException notDurable(long millis) {
    return new ServiceBusyException(
        "the write has been carried out and waits for the storage since "
            + millis
            + " ms; whether it survives is not known");
  }
}
