package io.skipruntime.oracle;

import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.json.TypeReference;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A type of keys or values, with samples of it.
 *
 * <p>Functions compute with values of any kind by their number ({@link #number}): a value of
 * another kind is the sample that a number stands for.
 */
@SuppressWarnings("ImmutableEnumChecker") // types and samples are never changed
enum Kind {
  LONG(Long.class, 0L, 1L, 2L, 3L, 4L, 5L, -1L, 10L, 9007199254740993L, 6000000000000000000L),
  DOUBLE(Double.class, 0.0, 1.0, 0.1, 2.5, -0.0, 1e300, -3.25, 0.2, 1e-9, 1.7e308),
  STRING(String.class, "", "a", "b", "\uFF5E", "\uD83D\uDE00", "\uFEFFx", "10", "9", "a\nb", "é"),
  BOOLEAN(Boolean.class, false, true),
  JSON(Json.class, jsonSamples()),
  DECIMAL(BigDecimal.class, decimals("0", "1", "1.0", "1.00", "-2.5", "1E+30", "0.1", "100")),
  COLOUR(Colour.class, (Object[]) Colour.values()),
  ID(UUID.class, new UUID(0, 0), new UUID(1, 2), new UUID(-1, 3), new UUID(5, -8)),
  LIST(
      new TypeReference<List<Long>>() {}.type(),
      List.of(),
      List.of(0L),
      List.of(0L, 1L),
      List.of(1L),
      List.of(1L, 0L, 2L),
      List.of(9007199254740993L)),
  THING(
      Thing.class,
      Thing.of("a", 1),
      Thing.of("a", 1, "x"),
      Thing.of("a", 2, "x", "\uFF5E"),
      Thing.of("b", 0, "\uD83D\uDE00"),
      Thing.of("", -1)),
  MOMENT(
      Instant.class,
      Instant.EPOCH,
      Instant.ofEpochSecond(1, 1),
      Instant.ofEpochSecond(1),
      Instant.parse("1969-12-31T23:59:59.999Z"),
      Instant.parse("9999-12-31T23:59:59.999999999Z")),
  DATE(
      LocalDate.class,
      LocalDate.EPOCH,
      LocalDate.of(0, 1, 1),
      LocalDate.of(1969, 12, 31),
      LocalDate.of(2024, 2, 29),
      LocalDate.of(9999, 12, 31)),
  SHAPE(
      Shape.class,
      new Shape.Circle(1),
      new Shape.Circle(-0.0),
      new Shape.Polygon(List.of()),
      new Shape.Polygon(List.of(new Shape.Circle(1), new Shape.Named("a", Colour.RED))),
      new Shape.Named("\uD83D\uDE00", Colour.BLUE)),
  MAP(
      new TypeReference<Map<String, Long>>() {}.type(),
      Map.of(),
      Map.of("a", 1L),
      Map.of("b", 1L, "a", 2L),
      Map.of("", 0L),
      Map.of("\uFF5E", 1L, "\uD83D\uDE00", 2L));

  static final List<Kind> ALL = List.of(values());

  private static final int NUMBERS = 1009;

  private final Type type;
  private final Object[] samples;

  Kind(Type type, Object... samples) {
    this.type = type;
    this.samples = samples;
  }

  private static Object[] jsonSamples() {
    return Stream.of(
            "null",
            "false",
            "1",
            "1.5",
            "\"a\"",
            "[]",
            "[1,[2,null]]",
            "{\"a\":1}",
            "{\"a\":1,\"c\":1}",
            "{\"b\":[]}",
            "123456789012345678901234567890",
            "\"\uFF5E\"",
            "true",
            "1.0",
            "0",
            "-0",
            "1e400",
            "-1e-400",
            "0.1",
            "18446744073709551616",
            "1E21",
            "\"\"",
            "\"\uD83D\uDE00\"",
            "{}",
            "[{}]",
            "[1.0]",
            "{\"c\":1,\"a\":1.0}",
            "{\"\uFF5E\":1,\"\uD83D\uDE00\":[true,false,null]}")
        .map(Json::parse)
        .toArray();
  }

  private static Object[] decimals(String... texts) {
    return Stream.of(texts).map(BigDecimal::new).toArray();
  }

  Type type() {
    return type;
  }

  /** Whether values can be summed. */
  boolean isNumber() {
    return this == LONG || this == DOUBLE || this == DECIMAL;
  }

  /** Whether values that are the same JSON are the same, so that none is written in two ways. */
  boolean hasOneForm() {
    return this != JSON && this != DOUBLE && this != DECIMAL && this != SHAPE;
  }

  int size() {
    return samples.length;
  }

  /** The sample that a number stands for. */
  Object of(int number) {
    return samples[Math.floorMod(number, samples.length)];
  }

  /** A value of this kind for any value: itself if it is of this kind. */
  Object from(Object value) {
    boolean fits =
        switch (this) {
          case LONG -> value instanceof Long;
          case DOUBLE -> value instanceof Double;
          case STRING -> value instanceof String;
          case BOOLEAN -> value instanceof Boolean;
          case JSON -> value instanceof Json;
          case DECIMAL -> value instanceof BigDecimal;
          case COLOUR -> value instanceof Colour;
          case ID -> value instanceof UUID;
          case LIST -> value instanceof List<?>;
          case THING -> value instanceof Thing;
          case MOMENT -> value instanceof Instant;
          case DATE -> value instanceof LocalDate;
          case SHAPE -> value instanceof Shape;
          case MAP -> value instanceof Map<?, ?>;
        };
    return fits ? value : of(number(value));
  }

  /** A value of this kind from JSON. */
  Object decode(Json json) {
    return Codecs.of(type).accept(json);
  }

  /** A small number, the same for values that are the same JSON. */
  static int number(Object value) {
    return switch (value) {
      case Long whole -> (int) Math.floorMod(whole, (long) NUMBERS);
      case String text -> Math.floorMod(text.hashCode(), NUMBERS);
      case Boolean truth -> truth ? 1 : 0;
      default -> Math.floorMod(Json.from(value).hashCode(), NUMBERS);
    };
  }
}
