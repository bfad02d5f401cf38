package io.skipruntime.server.options;

import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An option that an operator of a server can set: by {@code --name} on the command line, by {@code
 * SKIP_NAME} in the environment, by {@code name} in the configuration file.
 *
 * @param <T> its values
 * @param name lower case, words separated by dashes
 * @param type what values are allowed
 * @param meaning what it is for, in a line or two, beginning in lower case
 * @param getter the value that server options have
 * @param setter server options with another value; throws {@link IllegalArgumentException} if they
 *     do not allow it
 */
record ServerOption<T>(
    String name,
    OptionType<T> type,
    String meaning,
    Function<ServerOptions, T> getter,
    BiFunction<ServerOptions, T, ServerOptions> setter) {

  /**
   * An option of a part of the server's options.
   *
   * @param part gives the part
   * @param withPart gives the server's options with another part
   */
  static <P, T> ServerOption<T> of(
      PartOption<P, T> option,
      Function<ServerOptions, P> part,
      BiFunction<ServerOptions, P, ServerOptions> withPart) {
    return new ServerOption<>(
        option.name(),
        option.type(),
        option.meaning(),
        options -> option.getter().apply(part.apply(options)),
        (options, value) ->
            withPart.apply(options, option.setter().apply(part.apply(options), value)));
  }

  /** How it is written on the command line. */
  String flag() {
    return "--" + name;
  }

  /** The environment variable of an option. */
  static String variable(String name) {
    return "SKIP_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The environment variable that sets it. */
  String variable() {
    return variable(name);
  }

  /** The value as it may be shown; empty if there is none. */
  String shown(ServerOptions options) {
    return type.shown(getter.apply(options));
  }

  /** Whether two options have equal values for it. */
  boolean isSame(ServerOptions one, ServerOptions other) {
    return getter.apply(one).equals(getter.apply(other));
  }

  /**
   * Server options with the value that a text stands for.
   *
   * @throws IllegalArgumentException if it stands for none; the message says what is allowed
   */
  ServerOptions set(ServerOptions options, String text) {
    T value;
    try {
      value = type.reader().apply(text);
    } catch (IllegalArgumentException e) {
      String given = type.isSecret() ? "what is given" : '"' + text + '"';
      throw new IllegalArgumentException("must be " + type.allowed() + ", not " + given, e);
    }
    return setter.apply(options, value);
  }
}
