package io.skipruntime;

import java.util.Map;

/**
 * A reactive service: input collections, a graph of pure functions over them, and the resources
 * that clients use. The two type arguments must be given where a class implements this interface:
 * the engine reads the names and types of the inputs from them.
 *
 * @param <I> the input collections: a record whose components are {@code EagerCollection}s; their
 *     names are the names clients write to
 * @param <S> what resources are built from: a record whose components are collections or immutable
 *     values
 */
public interface SkipService<I extends Record, S extends Record> {

  /** The contents of the input collections at the start; by default they are empty. */
  default InitialData initialData() {
    return InitialData.empty();
  }

  /**
   * How stored data becomes data of the types that the inputs have now, by name of the input; by
   * default none does. A migration is asked, at each start and reload, for the entries that do not
   * fit the types of their input; without one a start on such data is refused. It can be left out
   * again when every data directory has been started with it once.
   */
  default Map<String, Migration> migrations() {
    return Map.of();
  }

  /** The resources, by name. */
  Resources<S> resources();

  /** The commands, by name; by default there are none. */
  default Commands<I, S> commands() {
    return Commands.empty();
  }

  /**
   * The services whose resources the graph may use, by name. Asked once for each start and reload;
   * what is given is shut down in the end.
   */
  default Map<String, ExternalService> externalServices() {
    return Map.of();
  }

  /**
   * The inputs whose data an external service delivers, by name of the input; by default none has
   * any. They are in the record of inputs like the others, and cannot be written to: for clients
   * there is no such input.
   *
   * @return resources of {@link #externalServices}, with the types that the inputs have
   */
  default Map<String, ExternalResource<?, ?>> externalInputs() {
    return Map.of();
  }

  /**
   * The sinks that follow resources of the service, by name; by default there are none. A name is
   * of letters, digits, {@code -}, {@code _} and {@code .}, and stays the same for the same target:
   * it identifies what the target has acknowledged.
   */
  default Map<String, ResourceSink> sinks() {
    return Map.of();
  }

  /**
   * Builds the graph that all resources share. It runs once, when the service starts, and describes
   * collections without reading them.
   *
   * @param inputs the input collections
   * @param context creates lazy and external collections; usable only during this call
   */
  S createGraph(I inputs, Context context);
}
