package io.skipruntime.typescript;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonShape;
import io.skipruntime.json.JsonString;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The texts of shapes of JSON, which stand where they are used unless they have names.
 *
 * @param texts has what the texts need of the module
 * @param names what the shapes around are called in the module, by their names
 */
record ShapeTexts(Declarations texts, Map<String, String> names) {

  /** The declarations of a module that texts in it refer to. */
  interface Declarations {

    /** The text of any JSON. */
    String json();

    /**
     * Declares types that have names.
     *
     * @param types the types by name
     * @param outer what the types around them are called
     * @return what all of them are called in the module, by their names
     */
    Map<String, String> declare(Map<String, JsonShape> types, Map<String, String> outer);
  }

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

  /** A shape where it is used. */
  String of(JsonShape shape) {
    return switch (shape) {
      case JsonShape.Any any -> texts.json();
      case JsonShape.OfKind(var kind) ->
          switch (kind) {
            case NULL -> "null";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            case STRING -> "string";
            case ARRAY -> "readonly " + texts.json() + "[]";
            case OBJECT -> "{ readonly [name: string]: " + texts.json() + " }";
          };
      case JsonShape.Whole whole -> "number";
      case JsonShape.FormattedText text -> "string";
      case JsonShape.Constant(var value) -> value.toString();
      case JsonShape.ListOf(JsonShape element) -> array(of(element));
      case JsonShape.TupleOf(var elements) ->
          elements.stream().map(this::of).collect(Collectors.joining(", ", "readonly [", "]"));
      case JsonShape.MapOf map -> map(map);
      case JsonShape.Where(JsonShape inner, var types) ->
          new ShapeTexts(texts, texts.declare(types, names)).of(inner);
      case JsonShape.Use(String name) -> names.getOrDefault(name, name);
      case JsonShape.ObjectOf object -> object(object, name -> true);
      case JsonShape.AnyOf(var alternatives) ->
          alternatives.stream().map(this::of).distinct().collect(Collectors.joining(" | "));
    };
  }

  private String map(JsonShape.MapOf map) {
    boolean isOfConstants =
        map.name() instanceof JsonShape.AnyOf(var alternatives)
            && alternatives.stream()
                .allMatch(each ->
                    each instanceof JsonShape.Constant(var value) && value instanceof JsonString);
    return isOfConstants
        ? "{ readonly [name in " + of(map.name()) + "]?: " + of(map.value()) + " }"
        : "{ readonly [name: string]: " + of(map.value()) + " }";
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
