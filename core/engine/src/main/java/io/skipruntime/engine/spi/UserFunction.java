package io.skipruntime.engine.spi;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A function of a service that says of itself what the engine has to know: the door for functions
 * that are not Java, and for any that hide what they captured. Of records, lambdas and enum
 * constants the engine finds out the same by reflection.
 *
 * <p>A class implements this together with the interface by which the function is called: {@code
 * Mapper}, {@code ContextMapper}, {@code Aggregator} or {@code LazyCompute}. The function must be
 * pure: what it gives depends on its arguments, its identity and the contents of its collections
 * alone. Its methods may be called by any thread, and {@link #bind} gives functions that run at the
 * same time as this one.
 */
public interface UserFunction {

  /** The name that messages give the function; not empty. */
  String name();

  /**
   * What makes the function the same as another of the same class: an immutable value, compared by
   * {@code equals}. Functions that are the same over the same inputs are one node of the graph.
   * Collections are a part of it as they are, or their place among {@link #collections} is.
   */
  Object identity();

  /** The identity as a text without the collections, the same in every run of the program. */
  String fingerprint();

  /** The collections that the function captured, as the author's code was given them. */
  List<?> collections();

  /**
   * A copy of the function that reads other collections.
   *
   * @param collections gives, for each of {@link #collections}, the one that takes its place
   * @return a function of the same class
   */
  UserFunction bind(UnaryOperator<Object> collections);
}
