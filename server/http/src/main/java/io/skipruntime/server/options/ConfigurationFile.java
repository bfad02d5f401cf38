package io.skipruntime.server.options;

import io.skipruntime.server.security.SecretFile;
import io.skipruntime.server.security.SecretFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of lines {@code name = value} in UTF-8. Lines that begin with {@code #} and empty ones say
 * nothing. A value is what stands between the first equals sign and the end of the line, without
 * the spaces around it; nothing is quoted or escaped.
 */
final class ConfigurationFile {

  private final String file;
  private final List<String> mistakes;
  private final List<Setting> settings = new ArrayList<>();
  private final Map<String, Integer> lineByName = new HashMap<>();

  private ConfigurationFile(String file, List<String> mistakes) {
    this.file = file;
    this.mistakes = mistakes;
  }

  /** What a file says; what is wrong with it is added to the mistakes. */
  static List<Setting> read(String file, List<String> mistakes) {
    ConfigurationFile reading = new ConfigurationFile(file, mistakes);
    try {
      for (SecretFile.Line line : SecretFile.lines(ServerOptionTable.FILE_OPTION, file)) {
        reading.addLine(line.number(), line.text());
      }
    } catch (SecretFileException e) {
      mistakes.add(String.valueOf(e.getMessage()));
    }
    return reading.settings;
  }

  private void addLine(int number, String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    String origin = file + ":" + number;
    int equals = line.indexOf('=');
    if (equals < 0) {
      mistakes.add(origin + ": expected name = value, or # and a comment");
      return;
    }
    String name = line.substring(0, equals).strip();
    Integer before = lineByName.putIfAbsent(name, number);
    if (name.equals(ServerOptionTable.FILE_OPTION)) {
      mistakes.add(origin + ": a configuration file cannot name another one");
    } else if (ServerOptionTable.find(name).isEmpty()) {
      mistakes.add(origin + ": " + unknown(name));
    } else if (before != null) {
      mistakes.add(origin + ": " + name + " is given twice, before in line " + before);
    } else {
      settings.add(new Setting(name, line.substring(equals + 1).strip(), origin));
    }
  }

  /** Says that there is no such option; the name is shown only if it is almost one of an option. */
  private static String unknown(String name) {
    return ServerOptionTable.nearest(name, ServerOption::name).isPresent()
        ? name + ": " + ServerOptionTable.unknown(name, ServerOption::name)
        : "there is no option of the name that the line begins with; --help lists all";
  }
}
