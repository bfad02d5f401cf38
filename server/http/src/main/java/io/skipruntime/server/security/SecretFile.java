package io.skipruntime.server.security;

import io.skipruntime.json.input.ByteOrderMark;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A reader of the files that options name: secrets, keys, certificates and the configuration
 * itself. Messages have the option, the path and the number of a line, never the contents; nor have
 * the causes of what is thrown, of which there are none, since a stack trace shows them.
 *
 * <p>A text is UTF-8. A byte order mark, with which some editors begin a file, is no part of it. A
 * line with another control character than a tab is refused: a secret with such a character cannot
 * be sent in a header, and its user does not see why.
 */
public final class SecretFile {

  private static final long MAX_BYTES = 1 << 20;
  private static final Logger LOGGER = System.getLogger(SecretFile.class.getName());
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private SecretFile() {}

  /**
   * A line of a text.
   *
   * @param number the number of the line, from 1
   * @param text the line without spaces around it
   */
  public record Line(int number, String text) {}

  /**
   * The bytes of a file, without a byte order mark.
   *
   * @param option the option that names the file, for messages
   * @throws SecretFileException if it cannot be read, or has more than 1 MiB
   */
  public static byte[] bytes(String option, String file) throws SecretFileException {
    String subject = option + " " + file + ": ";
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_BYTES) {
        throw new SecretFileException(subject + "the file has more than 1 MiB");
      }
      return ByteOrderMark.strip(Files.readAllBytes(path));
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new SecretFileException(subject + "there is no such file");
    } catch (AccessDeniedException e) {
      throw new SecretFileException(
          subject + "this process may not read it; check its owner and mode");
    } catch (IOException e) {
      throw new SecretFileException(subject + "it cannot be read: " + e.getMessage());
    }
  }

  /**
   * The lines of a text, empty ones among them.
   *
   * @throws SecretFileException if it cannot be read, is not a text in UTF-8, or has a control
   *     character
   */
  public static List<Line> lines(String option, String file) throws SecretFileException {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes(option, file)))
              .toString();
    } catch (CharacterCodingException e) {
      throw new SecretFileException(option + " " + file + ": it is not a text in UTF-8");
    }
    List<Line> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int number = lines.size() + 1;
      if (line.chars().anyMatch(each -> Character.isISOControl(each) && each != '\t')) {
        throw new SecretFileException(
            "%s %s:%d: the line has a control character".formatted(option, file, number));
      }
      lines.add(new Line(number, line.strip()));
    }
    return lines;
  }

  /**
   * The lines of a file of secrets that are not empty, without spaces around them. The log warns
   * where users other than the file's owner may read it.
   *
   * @param least how many characters each has at least
   * @throws SecretFileException if it cannot be read, has no secret, or one that is too short
   */
  public static List<String> secrets(String option, String file, int least)
      throws SecretFileException {
    List<String> secrets = new ArrayList<>();
    for (Line line : lines(option, file)) {
      int length = line.text().length();
      if (length > 0 && length < least) {
        throw new SecretFileException(
            "%s %s:%d: a secret must have at least %d characters, and this one has %d"
                .formatted(option, file, line.number(), least, length));
      }
      if (length > 0) {
        secrets.add(line.text());
      }
    }
    if (secrets.isEmpty()) {
      throw new SecretFileException(option + " " + file + ": the file has no secret");
    }
    if (isReadableByOthers(file)) {
      LOGGER.log(
          Level.WARNING,
          "{0} {1}: users other than its owner may read it; chmod 600 keeps it secret",
          option,
          file);
    }
    return secrets;
  }

  /** Whether users other than its owner may read a file, as far as the file system tells. */
  static boolean isReadableByOthers(String file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(Path.of(file));
      return permissions.stream().anyMatch(OF_OTHERS::contains);
    } catch (IOException | UnsupportedOperationException | InvalidPathException e) {
      return false;
    }
  }
}
