package io.skipruntime.server.options;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
      List<String> lines = Files.readAllLines(Path.of(file));
      for (int i = 0; i < lines.size(); i++) {
        reading.addLine(i + 1, lines.get(i).strip());
      }
    } catch (NoSuchFileException | InvalidPathException e) {
      mistakes.add(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      mistakes.add(file + ": it is not a text in UTF-8");
    } catch (IOException e) {
      mistakes.add(file + ": it cannot be read: " + e.getMessage());
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
      mistakes.add(
          origin + ": " + name + ": " + ServerOptionTable.unknown(name, ServerOption::name));
    } else if (before != null) {
      mistakes.add(origin + ": " + name + " is given twice, before in line " + before);
    } else {
      settings.add(new Setting(name, line.substring(equals + 1).strip(), origin));
    }
  }
}
