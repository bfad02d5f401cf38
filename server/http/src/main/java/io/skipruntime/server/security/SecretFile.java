package io.skipruntime.server.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A reader of files that an option names. Messages have the option and the path, never the
 * contents.
 */
public final class SecretFile {

  private static final long MAX_BYTES = 1 << 20;

  private SecretFile() {}

  /**
   * The bytes of a file.
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
      return Files.readAllBytes(path);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new SecretFileException(subject + "there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new SecretFileException(
          subject + "this process may not read it; check its owner and mode", e);
    } catch (IOException e) {
      throw new SecretFileException(subject + "it cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The lines of a file of secrets that are not empty, without spaces around them.
   *
   * @param least how many characters each has at least
   * @throws SecretFileException if it cannot be read, has no secret, or one that is too short
   */
  public static List<String> secrets(String option, String file, int least)
      throws SecretFileException {
    String text = new String(bytes(option, file), StandardCharsets.UTF_8);
    List<String> secrets = text.lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (secrets.isEmpty()) {
      throw new SecretFileException(option + " " + file + ": the file has no secret");
    }
    for (String secret : secrets) {
      if (secret.length() < least) {
        throw new SecretFileException(
            "%s %s: a secret must have at least %d characters, and one has %d"
                .formatted(option, file, least, secret.length()));
      }
    }
    return secrets;
  }
}
