package io.skipruntime.json;

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

  /**
   * The codec of a class of dates or times.
   *
   * @param sample a text that is one
   */
  static <T extends Comparable<? super T>> TextCodec<T> times(TimeText<T> times, String sample) {
    return new TextCodec<>(
        times.type(),
        times.article(),
        times.noun(),
        " such as \"" + sample + "\"",
        new JsonType.StringType(times.description()),
        times::parse);
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
    TimeText<?> time = TimeText.of(value);
    if (time != null && !time.isWithinRange(value)) {
      problems.invalid(
          "expected "
              + time.article()
              + " "
              + time.noun()
              + " within the years 0 to 9999, found "
              + value);
      return null;
    }
    return value;
  }

  @Override
  public JsonType jsonType() {
    return jsonType;
  }
}
