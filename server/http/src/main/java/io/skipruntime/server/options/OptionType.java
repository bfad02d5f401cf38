package io.skipruntime.server.options;

import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A kind of values that options have, and how they are written.
 *
 * @param <T> the values
 * @param label stands for a value where options are listed
 * @param allowed what may be written, for people
 * @param reader reads a value; throws {@link IllegalArgumentException} if it is not one
 * @param writer writes a value in a way that can be read; empty if there is none
 * @param isSecret whether values must not be shown
 */
record OptionType<T>(
    String label,
    String allowed,
    Function<String, T> reader,
    Function<T, String> writer,
    boolean isSecret) {

  private static final int MAX_PORT = 65_535;
  private static final int MILLIS_DIGITS = 3;
  private static final int FIRST_BEYOND_ASCII = 0x80;
  private static final String HIDDEN = "(hidden)";

  /** The text for as many threads as there are processors. */
  static final String ALL = "all";

  /** Any text. */
  static final OptionType<String> TEXT = of("TEXT", "any text", text -> text, text -> text);

  /** A text that is not shown. */
  static final OptionType<String> SECRET =
      new OptionType<>("SECRET", "any text", text -> text, text -> text, true);

  /** A name or number of a machine. */
  static final OptionType<String> ADDRESS =
      of("ADDRESS", "a host name or an IP address", OptionType::readAddress, text -> text);

  /** The path of a file. */
  static final OptionType<String> FILE =
      of("FILE", "the path of a file", text -> text, text -> text);

  /** A port, 0 for any that is free. */
  static final OptionType<Integer> PORT =
      of(
          "PORT",
          "a whole number from 0 to " + MAX_PORT,
          text -> Math.toIntExact(readWhole(text, 0, MAX_PORT)),
          String::valueOf);

  /** A port, 0 for any that is free, or none. */
  static final OptionType<Integer> OPTIONAL_PORT =
      of(
          "PORT|off",
          "a whole number from 0 to " + MAX_PORT + ", or off",
          text -> text.equals("off") ? QueryOptions.NO_PORT : PORT.reader().apply(text),
          port -> port == QueryOptions.NO_PORT ? "off" : String.valueOf(port));

  /** Yes or no. */
  static final OptionType<Boolean> SWITCH =
      of("true|false", "true or false", OptionType::readSwitch, String::valueOf);

  /** Where a graph is computed. */
  static final OptionType<GraphPlace> GRAPH =
      of("here|shards", "here or shards", OptionType::readGraphPlace, GraphPlace::toString);

  /** A library for sockets. */
  static final OptionType<SocketTransport> TRANSPORT =
      of(
          "auto|jdk|epoll|io_uring",
          "auto, jdk, epoll or io_uring",
          OptionType::readTransport,
          SocketTransport::toString);

  /** A duration: milliseconds, written as seconds. */
  static final OptionType<Long> SECONDS =
      of(
          "SECONDS",
          "a number of seconds such as 30 or 0.5",
          OptionType::readMillis,
          millis -> BigDecimal.valueOf(millis, MILLIS_DIGITS).stripTrailingZeros().toPlainString());

  /** A size in bytes, or with a unit. */
  static final OptionType<Long> BYTES =
      of(
          "BYTES",
          "a number of bytes such as 65536, 64KiB or 16MiB",
          OptionType::readBytes,
          OptionType::writeBytes);

  /** A whole number, at least 1. */
  static final OptionType<Integer> COUNT =
      of(
          "N",
          "a whole number from 1 to " + Integer.MAX_VALUE,
          text -> Math.toIntExact(readWhole(text, 1, Integer.MAX_VALUE)),
          String::valueOf);

  /** A number of threads; {@code all} for one on each processor. */
  static final OptionType<Integer> PROCESSORS =
      of(
          "N|all",
          "a whole number from 1, or all for as many as there are processors",
          text -> text.equals(ALL) ? processors() : COUNT.reader().apply(text),
          count -> count == processors() ? ALL : String.valueOf(count));

  /** Texts separated by commas. */
  static final OptionType<Set<String>> LIST =
      of(
          "TEXT,…",
          "texts separated by commas",
          OptionType::readList,
          texts -> String.join(",", texts.stream().sorted().toList()));

  private static <T> OptionType<T> of(
      String label, String allowed, Function<String, T> reader, Function<T, String> writer) {
    return new OptionType<>(label, allowed, reader, writer, false);
  }

  /** The kind of the values, for programs that offer options in a form of their own. */
  OptionKind kind() {
    if (isSecret) {
      return OptionKind.SECRET;
    } else if (this == PORT || this == COUNT) {
      return OptionKind.WHOLE_NUMBER;
    } else if (this == SECONDS) {
      return OptionKind.NUMBER;
    } else if (this == SWITCH) {
      return OptionKind.SWITCH;
    } else if (this == LIST) {
      return OptionKind.LIST;
    }
    return OptionKind.TEXT;
  }

  /** A value as it may be shown. */
  String shown(T value) {
    String text = writer.apply(value);
    return isSecret && !text.isEmpty() ? HIDDEN : text;
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static String readAddress(String text) {
    if (text.isEmpty() || text.contains("://") || text.matches(".*[\\s/].*")) {
      throw new IllegalArgumentException("it is not an address");
    }
    return text;
  }

  private static boolean readSwitch(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it is neither");
    };
  }

  private static GraphPlace readGraphPlace(String text) {
    for (GraphPlace place : GraphPlace.values()) {
      if (place.toString().equals(text)) {
        return place;
      }
    }
    throw new IllegalArgumentException("it is no such place");
  }

  private static SocketTransport readTransport(String text) {
    for (SocketTransport transport : SocketTransport.values()) {
      if (transport.toString().equals(text)) {
        return transport;
      }
    }
    throw new IllegalArgumentException("it is no such library");
  }

  private static long readWhole(String text, long least, long most) {
    if (!text.matches("[+-]?[0-9]{1,19}")) {
      throw new IllegalArgumentException("it is not a whole number");
    }
    long value = Long.parseLong(text);
    if (value < least || value > most) {
      throw new IllegalArgumentException("it is not in the range");
    }
    return value;
  }

  private static long readMillis(String text) {
    if (!text.chars().allMatch(each -> each < FIRST_BEYOND_ASCII)) { // such as digits of Arabic
      throw new IllegalArgumentException("it is not a number");
    }
    try {
      return new BigDecimal(text).movePointRight(MILLIS_DIGITS).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("it is too large, or not whole milliseconds", e);
    }
  }

  private static long readBytes(String text) {
    int shift = 0;
    String digits = text;
    if (text.endsWith("KiB")) {
      shift = 10;
    } else if (text.endsWith("MiB")) {
      shift = 20;
    } else if (text.endsWith("GiB")) {
      shift = 30;
    }
    if (shift > 0) {
      digits = text.substring(0, text.length() - "KiB".length()).strip();
    }
    return readWhole(digits, 0, Long.MAX_VALUE >> shift) << shift;
  }

  private static String writeBytes(long bytes) {
    for (int shift = 30; shift > 0; shift -= 10) {
      if (bytes >= 1L << shift && bytes % (1L << shift) == 0) {
        return (bytes >> shift) + Character.toString(" KMG".charAt(shift / 10)) + "iB";
      }
    }
    return String.valueOf(bytes);
  }

  private static Set<String> readList(String text) {
    Set<String> texts = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        texts.add(part.strip());
      }
    }
    return texts;
  }
}
