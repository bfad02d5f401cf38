package io.skipruntime;

import io.skipruntime.json.TypeReference;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The commands of a service, by name, each with the types of its parameters and of its result.
 * Immutable.
 *
 * <p>A backend on the control listener may run every command. On the streaming listener a command
 * is for verified users, unless it is said to be {@link #forAnybody}.
 *
 * @param <I> the input collections
 * @param <S> what {@link SkipService#createGraph} shares
 */
public final class Commands<I, S> {

  /**
   * One command.
   *
   * @param name the name in the routes of the protocol
   * @param parameters type of the parameters
   * @param result type of the result
   * @param isForAnybody whether it may be run without a verified user on the streaming listener
   * @param constructor makes the command from its decoded parameters
   * @param <I> the input collections
   * @param <S> the shared collections
   */
  public record Definition<I, S>(
      String name,
      Type parameters,
      Type result,
      boolean isForAnybody,
      Function<Object, ? extends Command<I, S, ?>> constructor) {}

  /** The result of a command that has none: {@code {}} in JSON. */
  public record NoResult() {}

  private final List<Definition<I, S>> definitions;

  private Commands(List<Definition<I, S>> definitions) {
    this.definitions = List.copyOf(definitions);
  }

  /** No commands; the start of a chain of {@code and}. */
  public static <I, S> Commands<I, S> empty() {
    return new Commands<>(List.of());
  }

  /** One command, as {@link #and(String, Class)} defines it. */
  public static <I, S, C extends Record & Command<I, S, ?>> Commands<I, S> of(
      String name, Class<C> command) {
    return Commands.<I, S>empty().and(name, command);
  }

  /** One command, as {@link #and(String, Class, Class, Function)} defines it. */
  public static <I, S, P, R> Commands<I, S> of(
      String name,
      Class<P> parameters,
      Class<R> result,
      Function<? super P, ? extends Command<I, S, R>> constructor) {
    return Commands.<I, S>empty().and(name, parameters, result, constructor);
  }

  /**
   * These commands and one that is a record: a client's parameters are the record's components. The
   * type of the result is the one that the record gives to {@link Command}.
   */
  public <C extends Record & Command<I, S, ?>> Commands<I, S> and(String name, Class<C> command) {
    return and(name, command, resultOf(command), Function.identity());
  }

  /**
   * These commands and one more.
   *
   * @param parameters what a client's JSON parameters are decoded into
   * @param result what the command gives
   * @param constructor makes the command from its parameters
   */
  public <P, R> Commands<I, S> and(
      String name,
      Class<P> parameters,
      Class<R> result,
      Function<? super P, ? extends Command<I, S, R>> constructor) {
    return and(name, (Type) parameters, result, constructor);
  }

  /** As {@link #and(String, Class, Class, Function)}, for generic types. */
  public <P, R> Commands<I, S> and(
      String name,
      TypeReference<P> parameters,
      TypeReference<R> result,
      Function<? super P, ? extends Command<I, S, R>> constructor) {
    return and(name, parameters.type(), result.type(), constructor);
  }

  /**
   * These commands, of which the named ones may be run by everybody who reaches the streaming
   * listener. Where streams need permissions, so do these.
   *
   * @throws IllegalArgumentException if there is no command of a name
   */
  public Commands<I, S> forAnybody(String... names) {
    Set<String> open = Set.of(names);
    Set<String> unknown = new TreeSet<>(open);
    List<Definition<I, S>> opened = new ArrayList<>();
    for (Definition<I, S> each : definitions) {
      unknown.remove(each.name());
      opened.add(
          new Definition<>(
              each.name(),
              each.parameters(),
              each.result(),
              each.isForAnybody() || open.contains(each.name()),
              each.constructor()));
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("forAnybody: there is no command " + unknown);
    }
    return new Commands<>(opened);
  }

  /** All commands, in the order they were added. Names may repeat; the engine reports those. */
  public List<Definition<I, S>> definitions() {
    return definitions;
  }

  @SuppressWarnings("unchecked") // the engine gives the constructor what it decoded as `parameters`
  private Commands<I, S> and(
      String name, Type parameters, Type result, Function<?, ?> constructor) {
    List<Definition<I, S>> extended = new ArrayList<>(definitions);
    extended.add(
        new Definition<>(
            name,
            parameters,
            result,
            false,
            (Function<Object, ? extends Command<I, S, ?>>) constructor));
    return new Commands<>(extended);
  }

  private static Type resultOf(Class<?> command) {
    for (Type implemented : command.getGenericInterfaces()) {
      if (implemented instanceof ParameterizedType generic
          && generic.getRawType() == Command.class) {
        return generic.getActualTypeArguments()[2];
      }
    }
    return Object.class;
  }
}
