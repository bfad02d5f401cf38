package io.skipruntime.json;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Codecs for the classes whose values are strings other than String itself. A text is accepted if
 * it denotes a value; the value's own text may be another one.
 *
 * @param <T> the class
 */
final class TextCodec<T> extends ScalarCodec<T> {

  private final Function<String, @Nullable T> parse;
  private final String hint;
  private final JsonType jsonType;

  private TextCodec(
      Class<T> type,
      String article,
      String name,
      String hint,
      JsonType jsonType,
      Function<String, @Nullable T> parse) {
    super(type, article, name);
    this.parse = parse;
    this.hint = hint;
    this.jsonType = jsonType;
  }

  static TextCodec<UUID> uuids() {
    return new TextCodec<>(
        UUID.class, "a", "UUID", "", new JsonType.StringType(JsonType.UUID), TextCodec::parseUuid);
  }

  static TextCodec<Instant> instants() {
    return new TextCodec<>(
        Instant.class,
        "an",
        "instant",
        " such as \"2026-01-31T12:00:00Z\"",
        new JsonType.StringType(JsonType.INSTANT),
        InstantText::parse);
  }

  static <E> TextCodec<E> constants(Class<E> type) {
    Map<String, E> byName = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      byName.put(((Enum<?>) constant).name(), constant);
    }
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> ((Enum<?>) constant).name())
            .collect(Collectors.joining(", ", " (one of ", ")"));
    JsonType jsonType =
        new JsonType.ConstantsType(type.getSimpleName(), List.copyOf(byName.keySet()));
    String article = withArticle(type.getSimpleName()).startsWith("an ") ? "an" : "a";
    return new TextCodec<>(type, article, type.getSimpleName(), names, jsonType, byName::get);
  }

  private static @Nullable UUID parseUuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  @Nullable T read(Json json, Problems problems) {
    T value = json instanceof JsonString string ? parse.apply(string.value()) : null;
    if (value == null) {
      problems.expected(expected() + hint, JsonText.found(json));
    }
    return value;
  }

  @Override
  @Nullable T checked(T value, Problems problems) {
    if (value instanceof Instant instant && !InstantText.isWithinRange(instant)) {
      problems.invalid("expected an instant within the years 0 to 9999, found " + instant);
      return null;
    }
    return value;
  }

  @Override
  public JsonType jsonType() {
    return jsonType;
  }
}
