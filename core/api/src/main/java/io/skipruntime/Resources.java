package io.skipruntime;

import io.skipruntime.json.TypeReference;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The resources of a service, by name, each with the type of its parameters. Immutable.
 *
 * @param <S> what resources are built from
 */
public final class Resources<S> {

  /**
   * One resource.
   *
   * @param name the name in the routes of the protocol
   * @param parameters type of the parameters
   * @param constructor makes the resource from its decoded parameters
   * @param <S> what the resource is built from
   */
  public record Definition<S>(
      String name, Type parameters, Function<Object, ? extends Resource<S>> constructor) {}

  /** The parameters of a resource that takes none: {@code {}} or {@code null} in JSON. */
  public record NoParameters() {}

  private final List<Definition<S>> definitions;

  private Resources(List<Definition<S>> definitions) {
    this.definitions = definitions;
  }

  /** No resources; the start of a chain of {@code and}. */
  public static <S> Resources<S> empty() {
    return new Resources<>(List.of());
  }

  /** One resource, as {@link #and(String, Class, Function)} defines it. */
  public static <S, P> Resources<S> of(
      String name, Class<P> parameters, Function<? super P, ? extends Resource<S>> constructor) {
    return Resources.<S>empty().and(name, parameters, constructor);
  }

  /** One resource, as {@link #and(String, Class)} defines it. */
  public static <S, R extends Record & Resource<S>> Resources<S> of(
      String name, Class<R> resource) {
    return Resources.<S>empty().and(name, resource);
  }

  /**
   * These resources and one more.
   *
   * @param parameters what a client's JSON parameters are decoded into
   * @param constructor makes the resource from them
   */
  public <P> Resources<S> and(
      String name, Class<P> parameters, Function<? super P, ? extends Resource<S>> constructor) {
    return and(name, (Type) parameters, constructor);
  }

  /** As {@link #and(String, Class, Function)}, for parameters of a generic type. */
  public <P> Resources<S> and(
      String name,
      TypeReference<P> parameters,
      Function<? super P, ? extends Resource<S>> constructor) {
    return and(name, parameters.type(), constructor);
  }

  /**
   * These resources and one that is a record: a client's parameters are the record's components.
   */
  public <R extends Record & Resource<S>> Resources<S> and(String name, Class<R> resource) {
    return and(name, resource, Function.identity());
  }

  /** These resources and one without parameters. */
  public Resources<S> and(String name, Resource<S> resource) {
    return and(name, NoParameters.class, none -> resource);
  }

  /**
   * These resources with each definition replaced, for services that add something to the resources
   * of another one.
   */
  public Resources<S> changed(UnaryOperator<Definition<S>> change) {
    return new Resources<>(definitions.stream().map(change).toList());
  }

  /** All resources, in the order they were added. Names may repeat; the engine reports those. */
  public List<Definition<S>> definitions() {
    return definitions;
  }

  @SuppressWarnings("unchecked") // the engine gives the constructor what it decoded as `parameters`
  private Resources<S> and(
      String name, Type parameters, Function<?, ? extends Resource<S>> constructor) {
    List<Definition<S>> extended = new ArrayList<>(definitions);
    extended.add(
        new Definition<>(name, parameters, (Function<Object, ? extends Resource<S>>) constructor));
    return new Resources<>(List.copyOf(extended));
  }
}
