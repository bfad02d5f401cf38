package io.skipruntime;

/**
 * A named, parameterised collection that clients read and subscribe to. A resource is a record (its
 * components are its parameters) or a lambda, and captures only immutable values.
 *
 * @param <S> what {@link SkipService#createGraph} shares with resources: a record of collections
 */
@FunctionalInterface
public interface Resource<S> {

  /**
   * Builds the collection that clients see. What it reads is tracked: when that changes, it is
   * built again, and its subscribers get the new contents.
   *
   * @param shared the shared collections
   * @param context creates further collections; usable only during this call
   */
  EagerCollection<?, ?> instantiate(S shared, Context context);
}
