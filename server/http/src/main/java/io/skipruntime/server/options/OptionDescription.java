package io.skipruntime.server.options;

import java.util.List;
import java.util.Optional;

/**
 * The description of an option of a server, for programs that offer the options in a form of their
 * own. Immutable.
 *
 * @param name the name: lower case, words separated by dashes
 * @param kind the kind of its values
 * @param allowed the values that may be written, for people
 * @param meaning what the option is for, beginning in lower case
 * @param defaultValue the value that holds if none is written; empty if there is none, or if it
 *     depends on the machine
 */
public record OptionDescription(
    String name, OptionKind kind, String allowed, String meaning, Optional<String> defaultValue) {

  /** The options of a server, in the order in which they are listed. */
  public static List<OptionDescription> all() {
    ServerOptions defaults = ServerOptions.defaults();
    return ServerOptionTable.ALL.stream().map(each -> of(each, defaults)).toList();
  }

  /** The option whose name is almost the written one; empty if none is. */
  public static Optional<String> nearest(String written) {
    return ServerOptionTable.nearest(written, ServerOption::name);
  }

  private static OptionDescription of(ServerOption<?> option, ServerOptions defaults) {
    OptionType<?> type = option.type();
    return new OptionDescription(
        option.name(),
        type.kind(),
        type.allowed(),
        option.meaning(),
        type == OptionType.PROCESSORS
            ? Optional.of(OptionType.ALL)
            : Optional.of(option.shown(defaults)).filter(text -> !text.isEmpty()));
  }
}
