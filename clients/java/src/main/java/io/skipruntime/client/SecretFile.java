package io.skipruntime.client;

import io.skipruntime.json.input.ByteOrderMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A reader of files that hold a secret: a token of a service, the password of a database. Messages
 * have the name that the caller gives, the path and the number of a line, never the contents; nor
 * have the causes of what is thrown, of which there are none, since a stack trace shows them.
 *
 * <p>A text is UTF-8, and has 1 MiB at most. A byte order mark, with which some editors begin a
 * file, is no part of it.
 */
public final class SecretFile {

  private static final long MAX_BYTES = 1 << 20;

  private SecretFile() {}

  /**
   * The token in the first line of a file that is not empty, without spaces around it, for {@link
   * BrokerOptions#withControlToken} and {@link SkipServiceBroker#onBehalfOf}.
   *
   * @param name what the file is for, such as the option that names it, for messages
   * @throws IllegalArgumentException if the file cannot be read, is not a text in UTF-8 or has no
   *     such line, or if the line has a character that no token has
   */
  public static String token(String name, Path file) {
    return first(
            name,
            file,
            each -> each < ' ' || each > '~',
            "a token has no control characters, and none beyond ASCII")
        .strip();
  }

  /**
   * The password in the first line of a file that is not blank, with the spaces that the line has.
   *
   * @param name what the file is for, such as the option that names it, for messages
   * @throws IllegalArgumentException if the file cannot be read, is not a text in UTF-8 or has no
   *     such line, or if the line has a control character
   */
  public static String password(String name, Path file) {
    return first(name, file, Character::isISOControl, "a password has no control characters");
  }

  private static String first(String name, Path file, IntPredicate isRefused, String rule) {
    String subject = name + " " + file;
    List<String> lines = text(name, file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.chars().anyMatch(isRefused)) {
        throw new IllegalArgumentException("%s:%d: %s".formatted(subject, i + 1, rule));
      }
      if (!line.isBlank()) {
        return line;
      }
    }
    throw new IllegalArgumentException(subject + ": the file is empty");
  }

  /**
   * The whole text of a file, such as a key in PEM.
   *
   * @param name what the file is for, such as the option that names it, for messages
   * @throws IllegalArgumentException if the file cannot be read, or is not a text in UTF-8
   */
  public static String text(String name, Path file) {
    String subject = name + " " + file + ": ";
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(subject + "the file has more than 1 MiB");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return ByteOrderMark.strip(text);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(subject + "it is not a text in UTF-8");
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(subject + "there is no such file");
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException(
          subject + "this process may not read it; check its owner and mode");
    } catch (IOException e) {
      throw new IllegalArgumentException(subject + "it cannot be read: " + e.getMessage());
    }
  }
}
