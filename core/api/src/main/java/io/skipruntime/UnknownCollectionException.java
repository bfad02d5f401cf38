package io.skipruntime;

/** A write names a collection that is not an input of the service. */
public final class UnknownCollectionException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says which collection it is, and which there are. */
  public UnknownCollectionException(String message) {
    super(message);
  }
}
