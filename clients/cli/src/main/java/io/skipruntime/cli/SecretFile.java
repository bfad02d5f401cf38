package io.skipruntime.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A reader of the files of secrets that options name. Messages have the option, the path and the
 * number of a line, never the contents.
 */
final class SecretFile {

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private SecretFile() {}

  /**
   * The first line of a file that is not empty, without spaces around it. A byte order mark, with
   * which some editors begin a file, is no part of it.
   *
   * @throws UsageException if the file cannot be read, is not a text in UTF-8, has no such line, or
   *     the line has what no header can have
   */
  static String first(String option, Path file) {
    String subject = option + " " + file;
    List<String> lines = text(option, file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.chars().anyMatch(each -> each < ' ' || each > '~')) {
        throw new UsageException(
            "%s:%d: a token has no control characters, and none beyond ASCII"
                .formatted(subject, i + 1));
      }
      if (!line.isEmpty()) {
        return line;
      }
    }
    throw new UsageException(subject + ": the file is empty");
  }

  private static String text(String option, Path file) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      return text.indexOf(BYTE_ORDER_MARK) == 0 ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new UsageException(option + " " + file + ": it is not a text in UTF-8");
    } catch (IOException e) {
      throw UsageException.unreadable(option, file, e);
    }
  }
}
