package io.skipruntime.typescript;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonShape;
import io.skipruntime.json.JsonType;
import io.skipruntime.typescript.TypeScript.LongNumbers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts of types in one module, and the declarations of those that have names.
 *
 * <ul>
 *   <li>{@code names} has the name of every type met so far that has one, by what identifies it
 *   <li>{@code undeclared} has those whose declarations are still to be written
 * </ul>
 */
final class TypeTexts implements ShapeTexts.Declarations {

  /** What means something else in TypeScript. */
  private static final Set<String> RESERVED =
      Set.of("Json", "Record", "Array", "Object", "String", "Number", "Boolean", "Symbol");

  private record Declaration(String name, JsonType type) {}

  /** Types that have names, and what the types around them are called. */
  private record NamedShapes(Map<String, JsonShape> types, Map<String, String> outer) {}

  private final LongNumbers longs;
  private final Map<String, String> names = new HashMap<>();
  private final Map<NamedShapes, Map<String, String>> namesOfShapes = new HashMap<>();
  private final Set<String> taken = new HashSet<>(RESERVED);
  private final Deque<Declaration> undeclared = new ArrayDeque<>();
  private final StringBuilder shapes = new StringBuilder();
  private boolean usesJson;

  TypeTexts(String serviceName, LongNumbers longs) {
    this.longs = longs;
    taken.add(serviceName);
  }

  /** A type where it is used. */
  String of(JsonType type) {
    return switch (type) {
      case JsonType.AnyType any -> json();
      case JsonType.ShapeType(JsonShape shape) -> new ShapeTexts(this, Map.of()).of(shape);
      case JsonType.KindType(var kind) ->
          switch (kind) {
            case ARRAY -> "readonly " + json() + "[]";
            case OBJECT -> "{ readonly [name: string]: " + json() + " }";
            default -> "null";
          };
      case JsonType.BooleanType truth -> "boolean";
      case JsonType.NumberType(JsonType.Numbers numbers) -> number(numbers);
      case JsonType.StringType text -> "string";
      case JsonType.ConstantsType constants ->
          named(constants.name(), constants.name() + constants.constants(), constants);
      case JsonType.ArrayType(JsonType element) -> ShapeTexts.array(of(element));
      case JsonType.MapType(JsonType key, JsonType value) -> map(key, of(value));
      case JsonType.PairsType(JsonType key, JsonType value) ->
          "readonly (readonly [" + of(key) + ", " + of(value) + "])[] | Record<string, never>";
      case JsonType.ObjectType object -> named(object.name(), object.qualifiedName(), object);
      case JsonType.TupleType tuple -> named(tuple.name(), tuple.qualifiedName(), tuple);
      case JsonType.UnionType union -> named(union.name(), union.qualifiedName(), union);
    };
  }

  @Override
  public String json() {
    usesJson = true;
    return "Json";
  }

  boolean usesJson() {
    return usesJson;
  }

  private String number(JsonType.Numbers numbers) {
    boolean mayBeLarge =
        numbers == JsonType.Numbers.UNBOUNDED
            || (numbers == JsonType.Numbers.LONG && longs == LongNumbers.NUMBER_OR_BIGINT);
    return mayBeLarge ? "number | bigint" : "number";
  }

  private String map(JsonType key, String value) {
    return key instanceof JsonType.ConstantsType
        ? "{ readonly [key in " + of(key) + "]?: " + value + " }"
        : "{ readonly [key: string]: " + value + " }";
  }

  private String named(String simpleName, String identity, JsonType type) {
    String known = names.get(identity);
    if (known != null) {
      return known;
    }
    String name = take(simpleName);
    names.put(identity, name);
    undeclared.add(new Declaration(name, type));
    return name;
  }

  private String take(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + i;
    }
    return name;
  }

  @Override
  public Map<String, String> declare(Map<String, JsonShape> types, Map<String, String> outer) {
    NamedShapes identity = new NamedShapes(types, outer);
    Map<String, String> known = namesOfShapes.get(identity);
    if (known != null) {
      return known;
    }
    Map<String, String> called = new HashMap<>(outer);
    types.keySet().forEach(name -> called.put(name, take(identifier(name))));
    Map<String, String> told = Map.copyOf(called);
    namesOfShapes.put(identity, told);
    types.forEach((name, type) ->
        shapes
            .append('\n')
            .append(alias(called.getOrDefault(name, name), new ShapeTexts(this, told).of(type))));
    return told;
  }

  private static String identifier(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_$]", "");
    return ShapeTexts.isPlain(plain) ? plain : "_" + plain;
  }

  /** The members of an object, separated; {@code mayBeAbsent} those that may be null. */
  String members(List<JsonType.Member> members, String separator, boolean mayBeAbsent) {
    return members.stream()
        .map(member -> {
          String mark = mayBeAbsent && member.isNullable() ? "?: " : ": ";
          String type = of(member.type()) + (member.isNullable() ? " | null" : "");
          return "readonly " + ShapeTexts.quotedIfNeeded(member.name()) + mark + type;
        })
        .collect(Collectors.joining(separator));
  }

  /** The declarations of all types that were met, and of those that are met in them. */
  String declarations() {
    StringBuilder declarations = new StringBuilder();
    for (Declaration next = undeclared.poll(); next != null; next = undeclared.poll()) {
      declarations.append('\n').append(declaration(next.name(), next.type()));
    }
    return declarations.append(shapes).toString();
  }

  private String declaration(String name, JsonType type) {
    return switch (type) {
      case JsonType.ObjectType object -> objectDeclaration(name, object);
      case JsonType.TupleType tuple -> alias(name, tuple(tuple));
      case JsonType.UnionType union ->
          alias(
              name, union.alternatives().stream().map(this::of).collect(Collectors.joining(" | ")));
      case JsonType.ConstantsType(String simpleName, List<String> constants) ->
          alias(name, constants.stream().map(TypeTexts::quoted).collect(Collectors.joining(" | ")));
      default -> throw new IllegalStateException(type + " has no name");
    };
  }

  private String objectDeclaration(String name, JsonType.ObjectType object) {
    String tag = object.tag().map(each -> "  readonly type: " + quoted(each) + ";\n").orElse("");
    String members = members(object.members(), ";\n  ", false);
    if (tag.isEmpty() && members.isEmpty()) {
      return alias(name, "Record<string, never>");
    }
    String rest = members.isEmpty() ? "" : "  " + members + ";\n";
    return "export interface " + name + " {\n" + tag + rest + "}\n";
  }

  private String tuple(JsonType.TupleType tuple) {
    Stream<String> tag = tuple.tag().map(each -> "type: " + quoted(each)).stream();
    Stream<String> elements =
        tuple.elements().stream()
            .map(element ->
                label(element.name())
                    + ": "
                    + of(element.type())
                    + (element.isNullable() ? " | null" : ""));
    return Stream.concat(tag, elements).collect(Collectors.joining(", ", "readonly [", "]"));
  }

  /** The label of a tuple's element, which must be an identifier. */
  private static String label(String name) {
    return ShapeTexts.isPlain(name) ? name : "element";
  }

  private static String alias(String name, String type) {
    return "export type " + name + " = " + (type.isEmpty() ? "never" : type) + ";\n";
  }

  private static String quoted(String text) {
    return Json.of(text).toString();
  }
}
