package io.skipruntime.workers;

import io.skipruntime.engine.spi.UserFunction;
import java.util.List;
import java.util.function.UnaryOperator;

/** A function that a worker runs, as the engine sees it. */
abstract class WorkerFunction implements UserFunction {

  private final WorkerPool pool;
  private final Object owner;
  private final FunctionReference reference;
  private final List<Object> collections;

  /**
   * A function.
   *
   * @param owner the service that it belongs to
   */
  WorkerFunction(
      WorkerPool pool, Object owner, FunctionReference reference, List<Object> collections) {
    this.pool = pool;
    this.owner = owner;
    this.reference = reference;
    this.collections = collections;
  }

  /** The same function over other collections. */
  abstract WorkerFunction over(List<Object> others);

  final WorkerPool pool() {
    return pool;
  }

  final Object owner() {
    return owner;
  }

  final FunctionReference reference() {
    return reference;
  }

  @Override
  public final String name() {
    return reference.name();
  }

  @Override
  public final Object identity() {
    return reference;
  }

  @Override
  public final String fingerprint() {
    return reference.fingerprint();
  }

  @Override
  public final List<Object> collections() {
    return collections;
  }

  @Override
  public final UserFunction bind(UnaryOperator<Object> replacement) {
    return over(collections.stream().map(replacement).toList());
  }
}
