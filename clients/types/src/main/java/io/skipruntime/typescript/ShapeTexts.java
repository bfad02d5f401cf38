package io.skipruntime.typescript;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonShape;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The texts of shapes of JSON, which have no names and stand where they are used.
 *
 * @param json gives the text of any JSON
 */
record ShapeTexts(Supplier<String> json) {

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  /** A shape where it is used. */
  String of(JsonShape shape) {
    return switch (shape) {
      case JsonShape.Any any -> json.get();
      case JsonShape.OfKind(var kind) ->
          switch (kind) {
            case NULL -> "null";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            case STRING -> "string";
            case ARRAY -> "readonly " + json.get() + "[]";
            case OBJECT -> "{ readonly [name: string]: " + json.get() + " }";
          };
      case JsonShape.Whole whole -> "number";
      case JsonShape.UuidText uuid -> "string";
      case JsonShape.TimeText time -> "string";
      case JsonShape.Constant(var value) -> value.toString();
      case JsonShape.ListOf(JsonShape element) -> array(of(element));
      case JsonShape.TupleOf(var elements) ->
          elements.stream().map(this::of).collect(Collectors.joining(", ", "readonly [", "]"));
      case JsonShape.MapOf(JsonShape value) -> "{ readonly [name: string]: " + of(value) + " }";
      case JsonShape.ObjectOf object -> object(object, name -> true);
      case JsonShape.AnyOf(var alternatives) ->
          alternatives.stream().map(this::of).distinct().collect(Collectors.joining(" | "));
    };
  }

  /** An object with those of its members that clients give. */
  String object(JsonShape.ObjectOf object, Predicate<String> isGiven) {
    Set<String> optional = object.optional();
    String members =
        object.members().entrySet().stream()
            .filter(member -> isGiven.test(member.getKey()))
            .map(member ->
                "readonly "
                    + quotedIfNeeded(member.getKey())
                    + (optional.contains(member.getKey()) ? "?: " : ": ")
                    + of(member.getValue()))
            .collect(Collectors.joining("; "));
    return members.isEmpty() ? "Record<string, never>" : "{ " + members + " }";
  }

  /** A list of what a text stands for. */
  static String array(String element) {
    boolean needsParentheses = element.contains(" ") && !element.startsWith("{");
    return "readonly " + (needsParentheses ? "(" + element + ")" : element) + "[]";
  }

  /** A name of a member. */
  static String quotedIfNeeded(String name) {
    return isPlain(name) ? name : Json.of(name).toString();
  }

  /** Whether a name is an identifier. */
  static boolean isPlain(String name) {
    return PLAIN_NAME.matcher(name).matches();
  }
}
