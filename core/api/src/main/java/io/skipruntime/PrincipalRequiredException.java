package io.skipruntime;

/** A resource is for somebody, and it is not known who asks for it. */
public final class PrincipalRequiredException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says which resource it is. */
  public PrincipalRequiredException(String resource) {
    super("resource " + resource + " is for a verified user, and nobody has been verified");
  }
}
