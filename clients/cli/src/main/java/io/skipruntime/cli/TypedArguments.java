package io.skipruntime.cli;

import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of the process as they were typed. Where the locale has no UTF-8, as with {@code
 * LC_ALL=C}, the JVM replaces every byte that it has no character for, and says nothing. So they
 * are taken from the system, which has the bytes, where it shows them; elsewhere those are refused
 * in which something was replaced.
 */
final class TypedArguments {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final char REPLACED = '\uFFFD';
  private static final char REPLACED_IN_ASCII = '?';

  private TypedArguments() {}

  /**
   * The arguments that the JVM has read, exactly.
   *
   * @throws UsageException if one is not UTF-8
   */
  static String[] exact(String[] arguments) {
    String charset = System.getProperty("sun.jnu.encoding", "");
    return exact(arguments, charset.equals("UTF-8"), commandLine());
  }

  /**
   * The arguments that the JVM has read, exactly.
   *
   * @param isUtf8 whether the JVM takes them for UTF-8
   * @param commandLine the words of the process's command line, each with a byte 0 after it; empty
   *     where the system does not show it
   * @throws UsageException if one is not UTF-8
   */
  static String[] exact(String[] arguments, boolean isUtf8, Optional<byte[]> commandLine) {
    List<byte[]> words = commandLine.map(TypedArguments::words).orElse(List.of());
    String[] exact = arguments.clone();
    for (int i = 0; i < exact.length; i++) {
      if (mayBeReplaced(exact[i], isUtf8)) {
        int word = words.size() - exact.length + i;
        exact[i] = word < 0 ? refuse(i) : decoded(words.get(word), i);
      }
    }
    return exact;
  }

  private static boolean mayBeReplaced(String argument, boolean isUtf8) {
    return argument
        .chars()
        .anyMatch(
            each -> each == REPLACED || (!isUtf8 && (each > 0x7f || each == REPLACED_IN_ASCII)));
  }

  private static Optional<byte[]> commandLine() {
    try {
      return Files.isReadable(COMMAND_LINE)
          ? Optional.of(Files.readAllBytes(COMMAND_LINE))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<byte[]> words(byte[] commandLine) {
    List<byte[]> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        words.add(java.util.Arrays.copyOfRange(commandLine, start, i));
        start = i + 1;
      }
    }
    return words;
  }

  private static String decoded(byte[] word, int index) {
    try {
      return JsonString.ofUtf8(word).value();
    } catch (JsonSyntaxException e) {
      return refuse(index);
    }
  }

  private static String refuse(int index) {
    throw new UsageException(
        "argument "
            + (index + 1)
            + " has characters that cannot be read exactly; set a locale of UTF-8, such as"
            + " LC_ALL=C.UTF-8, or write them as JSON: \"\\u00e9\"");
  }
}
