package io.skipruntime.server.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The arguments that a server was started with.
 *
 * @param settings what they say, in their order
 * @param isHelp whether they ask what there is
 */
record CommandLineArguments(List<Setting> settings, boolean isHelp) {

  private static final String HELP = "--help";
  private static final int USAGE_COLUMNS = 100;

  /** What arguments say; what is wrong with them is added to the mistakes. */
  static CommandLineArguments read(String[] arguments, List<String> mistakes) {
    Optional<List<Setting>> plain = plain(arguments);
    return plain.isPresent()
        ? new CommandLineArguments(plain.get(), false)
        : parsed(arguments, mistakes);
  }

  /**
   * What arguments say that are nothing but known flags with their values, each once; empty if the
   * parser has to look at them. Its classes are too old for the cache by which a start is quick.
   */
  static Optional<List<Setting>> plain(String... arguments) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      String flag = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
      boolean hasNext = i + 1 < arguments.length && isPlain(arguments[i + 1]);
      String value;
      if (equals >= 0) {
        value = arguments[i].substring(equals + 1);
      } else if (hasNext) {
        i++;
        value = arguments[i];
      } else {
        return Optional.empty();
      }
      if (!isKnown(flag)
          || !isPlain(value)
          || settings.put(flag, new Setting(flag.substring(2), value, flag)) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(settings.values()));
  }

  private static boolean isKnown(String flag) {
    return flag.startsWith("--")
        && (flag.substring(2).equals(ServerOptionTable.FILE_OPTION)
            || ServerOptionTable.find(flag.substring(2)).isPresent());
  }

  /** Whether a text is a value as it stands: no flag, no file of arguments, nothing quoted. */
  private static boolean isPlain(String text) {
    return !text.isEmpty() && "-@\"'".indexOf(text.charAt(0)) < 0;
  }

  /** What the parser makes of arguments. */
  static CommandLineArguments parsed(String[] arguments, List<String> mistakes) {
    CommandLine line = commandLine();
    line.getCommandSpec().parser().collectErrors(true);
    line.setUnmatchedArgumentsAllowed(true);
    ParseResult result = line.parseArgs(arguments);
    result.errors().forEach(each -> mistakes.add(String.valueOf(each.getMessage())));
    for (String unmatched : result.unmatched()) {
      String flag = unmatched.replaceFirst("=.*", "");
      mistakes.add(flag + ": " + ServerOptionTable.unknown(flag, ServerOption::flag));
    }
    List<Setting> settings = new ArrayList<>();
    for (OptionSpec option : result.matchedOptionsSet()) {
      if (!option.usageHelp()) {
        addSetting(option, settings, mistakes);
      }
    }
    return new CommandLineArguments(settings, result.isUsageHelpRequested());
  }

  private static void addSetting(OptionSpec option, List<Setting> settings, List<String> mistakes) {
    List<String> values = option.<List<String>>getValue();
    String flag = option.longestName();
    if (values.size() > 1 && !isList(flag)) {
      mistakes.add(flag + " is given twice");
    } else {
      settings.add(new Setting(flag.substring(2), String.join(",", values), flag));
    }
  }

  private static boolean isList(String flag) {
    return ServerOptionTable.find(flag.substring(2))
        .filter(option -> option.type().equals(OptionType.LIST))
        .isPresent();
  }

  /** The options there are, for people. */
  static String usage() {
    return commandLine().getUsageMessage();
  }

  private static CommandLine commandLine() {
    CommandSpec spec = CommandSpec.create().name("");
    spec.usageMessage()
        .synopsisHeading("")
        .customSynopsis("Options:")
        .width(USAGE_COLUMNS)
        .sortOptions(false)
        .footer(
            "",
            "Each can be given by an environment variable, too: --control-port by"
                + " SKIP_CONTROL_PORT; and in the file of --config, by a line control-port = 8081."
                + " The command line comes before the environment, that before the file.");
    spec.addOption(
        option(ServerOptionTable.FILE_OPTION, OptionType.FILE, ServerOptionTable.FILE_MEANING));
    ServerOptions defaults = ServerOptions.defaults();
    for (ServerOption<?> each : ServerOptionTable.ALL) {
      String standard = each.shown(defaults);
      String meaning = each.meaning() + (standard.isEmpty() ? "" : " (default: " + standard + ")");
      spec.addOption(option(each.name(), each.type(), meaning));
    }
    spec.addOption(
        OptionSpec.builder("-h", HELP).usageHelp(true).description("show this text").build());
    return new CommandLine(spec);
  }

  private static OptionSpec option(String name, OptionType<?> type, String meaning) {
    OptionSpec.Builder option =
        OptionSpec.builder("--" + name)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(type.label())
            .description(meaning.replace("%", "%%"));
    return type.equals(OptionType.SWITCH)
        ? option.arity("0..1").fallbackValue("true").build()
        : option.arity("1").build();
  }
}
