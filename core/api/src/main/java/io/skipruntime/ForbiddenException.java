package io.skipruntime;

/**
 * A resource or a command refuses who asks for it. A {@link Resource} throws this from its
 * constructor or from {@code instantiate}, a {@link Command} from {@code run}, mostly because of
 * its {@link Principal}; a command that wants its reason to be read by everybody throws {@link
 * CommandRefusedException}. Over HTTP the caller gets status 403; the message goes to callers on
 * the control listener, and to others only if the server shows them errors.
 *
 * <p>What decides may be read from collections: when it changes, {@code instantiate} runs again,
 * and open streams get their contents, or an event that says the same and is their last.
 */
public final class ForbiddenException extends SkipException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message the reason, for those who operate the service and for backends that use it
   */
  public ForbiddenException(String message) {
    super(message);
  }
}
