package io.skipruntime;

import java.util.Collection;
import java.util.List;

/** A write names a collection that is not an input of the service. */
public final class UnknownCollectionException extends SkipException {

  private static final long serialVersionUID = 1L;

  /**
   * A name that no input has.
   *
   * @param name the name
   * @param inputs the names of the inputs that there are, in their order
   */
  public UnknownCollectionException(String name, Collection<String> inputs) {
    super("there is no input collection " + name + "; there are " + List.copyOf(inputs));
  }
}
