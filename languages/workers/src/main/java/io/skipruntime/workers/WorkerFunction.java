package io.skipruntime.workers;

import io.skipruntime.engine.spi.UserFunction;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonWriter;
import java.util.List;
import java.util.Optional;
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

  /**
   * Runs the function in a turn of its own.
   *
   * @param kind what the frame asks for
   * @param arguments writes what the function is given
   * @param asked answers what it asks for meanwhile
   */
  final Json turn(String kind, UnaryOperator<JsonWriter> arguments, Asked asked) {
    return pool.turn(
        owner, name(), frame -> arguments.apply(frame.function(kind, reference)), asked);
  }

  /** As {@link #turn}, with one process only: empty if that has ended. */
  final Optional<Json> turnOnce(String kind, UnaryOperator<JsonWriter> arguments, Asked asked) {
    return pool.turnOnce(
        owner, name(), frame -> arguments.apply(frame.function(kind, reference)), asked);
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
