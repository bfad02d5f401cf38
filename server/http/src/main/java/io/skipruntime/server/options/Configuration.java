package io.skipruntime.server.options;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sources of a server's options: the command line, the environment and a file. The earlier
 * source wins. All mistakes are found, and told together.
 */
public final class Configuration {

  private static final System.Logger LOGGER = System.getLogger(Configuration.class.getName());

  /** The status of a process whose help could not be written. */
  private static final int NOT_WRITTEN = 4;

  private final List<String> mistakes = new ArrayList<>();
  private final Map<String, Setting> settings = new HashMap<>();

  private Configuration() {}

  /** The options for a {@code main} method; ends the process if they are not to be had. */
  static ServerOptions orExit(String[] arguments) {
    try {
      return read(arguments, System.getenv());
    } catch (UsageException e) {
      PrintStream out = e.isHelp() ? System.out : System.err;
      out.print(e.isHelp() ? e.usage() : e.getMessage() + System.lineSeparator());
      System.exit(!e.isHelp() ? 2 : out.checkError() ? NOT_WRITTEN : 0);
      throw e;
    }
  }

  /**
   * The options that a command line and an environment give.
   *
   * @throws UsageException if there are mistakes, or the command line asks for help
   */
  static ServerOptions read(String[] arguments, Map<String, String> environment) {
    Configuration configuration = new Configuration();
    CommandLineArguments line = CommandLineArguments.read(arguments, configuration.mistakes);
    if (line.isHelp()) {
      throw new UsageException("help", CommandLineArguments.usage(), true);
    }
    configuration.addAll(line.settings());
    configuration.addAll(fromEnvironment(environment));
    Setting file = configuration.settings.remove(ServerOptionTable.FILE_OPTION);
    if (file != null) {
      configuration.addAll(ConfigurationFile.read(file.text(), configuration.mistakes));
    }
    return configuration.options();
  }

  /**
   * The options that settings give.
   *
   * @throws UsageException if there are mistakes
   */
  static ServerOptions of(List<Setting> settings) {
    Configuration configuration = new Configuration();
    for (Setting setting : settings) {
      if (ServerOptionTable.find(setting.option()).isEmpty()) {
        configuration.mistakes.add(
            setting.origin()
                + ": "
                + ServerOptionTable.unknown(setting.option(), ServerOption::name));
      }
    }
    configuration.addAll(settings);
    return configuration.options();
  }

  private void addAll(List<Setting> lesser) {
    lesser.forEach(each -> settings.putIfAbsent(each.option(), each));
  }

  /**
   * What variables say; an empty one says nothing. One that is almost an option is probably meant
   * as one, but others may have set it for another purpose: it gets a warning.
   */
  private static List<Setting> fromEnvironment(Map<String, String> environment) {
    List<String> names = new ArrayList<>(List.of(ServerOptionTable.FILE_OPTION));
    ServerOptionTable.ALL.forEach(each -> names.add(each.name()));
    List<Setting> settings = new ArrayList<>();
    for (String name : names) {
      String variable = ServerOption.variable(name);
      Optional.ofNullable(environment.get(variable))
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> settings.add(new Setting(name, text, variable)));
    }
    for (String variable : environment.keySet()) {
      boolean known = names.stream().map(ServerOption::variable).anyMatch(variable::equals);
      if (variable.startsWith("SKIP_") && !known) {
        ServerOptionTable.nearest(variable, ServerOption::variable)
            .ifPresent(nearest ->
                LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the environment has {0}, which is no option; {1} is one",
                    variable,
                    nearest));
      }
    }
    return settings;
  }

  private ServerOptions options() {
    ServerOptions options = ServerOptions.defaults();
    for (ServerOption<?> option : ServerOptionTable.ALL) {
      Setting setting = settings.get(option.name());
      if (setting != null) {
        options = with(options, option, setting);
      }
    }
    if (!mistakes.isEmpty()) {
      throw new UsageException(
          String.join(System.lineSeparator(), mistakes), CommandLineArguments.usage(), false);
    }
    return options.withOrigins(settings);
  }

  private ServerOptions with(ServerOptions options, ServerOption<?> option, Setting setting) {
    try {
      return option.set(options, setting.text());
    } catch (IllegalArgumentException e) {
      String subject = setting.origin().endsWith(option.name()) ? "" : option.name() + " ";
      mistakes.add(setting.origin() + ": " + subject + e.getMessage());
      return options;
    }
  }

  /** The options that are not as usual, one a line: name, value, and where the value is from. */
  public static List<String> summary(ServerOptions options) {
    ServerOptions defaults = ServerOptions.defaults();
    List<String> lines = new ArrayList<>();
    for (ServerOption<?> option : ServerOptionTable.ALL) {
      if (!option.name().equals("host") && !option.isSame(options, defaults)) {
        lines.add(
            "%s = %s (%s)"
                .formatted(option.name(), option.shown(options), origin(option, options)));
      }
    }
    return lines;
  }

  private static String origin(ServerOption<?> option, ServerOptions options) {
    return options
        .origin(option.name())
        .or(() -> option.name().endsWith("-host") ? options.origin("host") : Optional.empty())
        .filter(setting -> option.isSame(options, option.set(options, setting.text())))
        .map(Setting::origin)
        .orElse("the program");
  }
}
