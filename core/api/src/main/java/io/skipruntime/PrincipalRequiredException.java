package io.skipruntime;

/** A resource or a command is for somebody, and it is not known who asks for it. */
public final class PrincipalRequiredException extends SkipException {

  private static final long serialVersionUID = 1L;

  /**
   * Says what it is.
   *
   * @param subject what is asked for, such as {@code resource cart}
   */
  public PrincipalRequiredException(String subject) {
    super(subject + " is for a verified user, and nobody has been verified");
  }
}
