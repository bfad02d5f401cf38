package io.skipruntime.spring.security;

import io.skipruntime.Resource;
import java.util.function.Function;

/**
 * The constructor of a resource that is guarded.
 *
 * @param resource the name of the resource
 * @param original the constructor that the author gave
 * @param <S> what the resource is built from
 */
record GuardedConstructor<S>(String resource, Function<Object, ? extends Resource<S>> original)
    implements Function<Object, Resource<S>> {

  @Override
  public Resource<S> apply(Object params) {
    return new GuardedResource<>(resource, params, original.apply(params));
  }

  /** The guarded form of a constructor that the author gave, or that a library made. */
  static <S> GuardedConstructor<S> of(
      String resource, Function<Object, ? extends Resource<S>> original) {
    boolean isOfLibrary = original.getClass().getName().startsWith("java.");
    return new GuardedConstructor<>(resource, isOfLibrary ? new Itself<>() : original);
  }

  /**
   * The constructor of a resource that is the record of its parameters. It stands for {@link
   * Function#identity}, into which a check of what functions capture cannot look.
   */
  private record Itself<S>() implements Function<Object, Resource<S>> {

    @Override
    @SuppressWarnings("unchecked") // the definition says that the record is a resource of these
    public Resource<S> apply(Object params) {
      return (Resource<S>) params;
    }
  }
}
