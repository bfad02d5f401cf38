package io.skipruntime.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The parser of a {@link JsonPattern}; {@code at} is the index of the next character of {@code
 * text}.
 */
final class PatternParser {

  private static final int MAX_DEPTH = 512;

  /** A match is found on a stack that has all parts of the pattern. */
  private static final int MAX_PARTS = 512;

  private static final int MAX_INDEX_DIGITS = 9;
  private static final String SPECIAL = ".[]{}:,<>?%\"|";

  private static final Map<String, Predicate<Json>> TYPES =
      Map.of(
          "int", json -> json instanceof JsonNumber number && number.isWhole(),
          "float", json -> json instanceof JsonNumber number && !number.isWhole(),
          "num", json -> json instanceof JsonNumber,
          "string", json -> json instanceof JsonString,
          "bool", json -> json instanceof JsonBoolean,
          "null", Json::isNull);

  private final String text;
  private int at;
  private int depth;
  private int parts;

  PatternParser(String text) {
    this.text = text;
  }

  PatternNode parse() {
    PatternNode node = pattern();
    skipSpace();
    if (at < text.length()) {
      throw failure("unexpected text after the pattern");
    }
    return node;
  }

  private PatternNode pattern() {
    if (++depth > MAX_DEPTH) {
      throw failure("a pattern nested more than " + MAX_DEPTH + " deep");
    }
    addPart();
    PatternNode node = skip('{') ? members() : variable();
    depth--;
    return node;
  }

  private void addPart() {
    if (++parts > MAX_PARTS) {
      throw failure("a pattern of more than " + MAX_PARTS + " parts");
    }
  }

  private PatternNode variable() {
    String name = name("expected a variable or '{'");
    return new PatternNode.Variable(name, skip('<') ? types() : json -> true);
  }

  private Predicate<Json> types() {
    Predicate<Json> any = json -> false;
    do {
      skipSpace();
      int start = at;
      Predicate<Json> type = TYPES.get(name("expected a type"));
      if (type == null) {
        at = start;
        throw failure("expected a type (int, float, num, string, bool, null)");
      }
      any = any.or(type);
    } while (skip('|'));
    expect('>');
    return any;
  }

  /** A field before it is known which other fields there are. */
  private record OpenField(
      @Nullable PatternPath anywhere, String name, boolean optional, PatternNode node) {}

  private PatternNode members() {
    List<OpenField> open = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (!skip('}')) {
      do {
        int start = at;
        OpenField field = field();
        if (!names.add(field.anywhere() == null ? "." + field.name() : "%")) {
          at = start;
          throw failure(
              field.anywhere() == null
                  ? "a second path that starts with the name " + field.name()
                  : "a second path with %");
        }
        open.add(field);
      } while (skip(','));
      expect('}');
    }
    return members(open);
  }

  private static PatternNode members(List<OpenField> open) {
    List<PatternNode.Field> fields = new ArrayList<>();
    List<PatternPath> taken = new ArrayList<>();
    for (OpenField field : open) {
      if (field.anywhere() == null) {
        fields.add(new PatternNode.Field(field.name(), field.optional(), field.node()));
        field.node().collectPaths(PatternPath.ROOT.member(field.name()), taken);
      }
    }
    fields.sort(Comparator.comparing(PatternNode.Field::name, CodePointOrder::compare));
    Optional<PatternNode.Anywhere> anywhere = Optional.empty();
    for (OpenField field : open) {
      if (field.anywhere() != null) {
        anywhere =
            Optional.of(
                new PatternNode.Anywhere(
                    field.anywhere(), field.optional(), field.node(), List.copyOf(taken)));
      }
    }
    return new PatternNode.Members(anywhere, List.copyOf(fields));
  }

  private OpenField field() {
    boolean optional = skip('?');
    skip('.');
    return pathHasPercent() ? anywhere(optional) : path(optional);
  }

  /** True if there is a % between here and the end of the path, outside of quotes. */
  private boolean pathHasPercent() {
    boolean quoted = false;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '%') {
        return true;
      } else if (!quoted && ":,{}".indexOf(c) >= 0) {
        return false;
      }
    }
    return false;
  }

  private OpenField path(boolean optional) {
    String name = name("expected a path");
    List<Function<PatternNode, PatternNode>> steps = new ArrayList<>();
    while (!skip(':')) {
      addPart();
      if (skip('[')) {
        int index = index();
        steps.add(node -> index < 0 ? new PatternNode.Each(node) : new PatternNode.At(index, node));
      } else if (skip('.')) {
        String member = name("expected a name");
        steps.add(node ->
            new PatternNode.Members(
                Optional.empty(), List.of(new PatternNode.Field(member, false, node))));
      } else {
        throw failure("expected ':'");
      }
    }
    PatternNode node = pattern();
    for (Function<PatternNode, PatternNode> step : steps.reversed()) {
      node = step.apply(node);
    }
    return new OpenField(null, name, optional, node);
  }

  private OpenField anywhere(boolean optional) {
    boolean dotted = at > 0 && text.charAt(at - 1) == '.';
    boolean named = !dotted && !skipSpaceBefore('%') && !skipSpaceBefore('[');
    PatternPath path = dotted || named ? PatternPath.ROOT.text(".") : PatternPath.ROOT;
    while (!skip(':')) {
      if (skip('%')) {
        path = path.anyRun();
      } else if (skip('[')) {
        int index = index();
        path = index < 0 ? path.anyIndex() : path.index(index);
      } else if (skip('.')) {
        path = path.text(".");
      } else {
        path = path.text(name("expected ':'"));
      }
    }
    return new OpenField(path, "", optional, pattern());
  }

  /** The index in brackets whose first has been read, −1 if there is none. */
  private int index() {
    skipSpace();
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at - start > MAX_INDEX_DIGITS) {
      throw failure("an index of more than " + MAX_INDEX_DIGITS + " digits");
    }
    int index = at == start ? -1 : Integer.parseInt(text.substring(start, at));
    expect(']');
    return index;
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private String name(String otherwise) {
    skipSpace();
    int start = at;
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    while (at < text.length()
        && SPECIAL.indexOf(text.charAt(at)) < 0
        && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw failure(otherwise);
    }
    return text.substring(start, at);
  }

  private String quoted() {
    int start = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      at = start;
      throw failure("a quoted name without an end");
    }
    at++;
    try {
      return Json.parse(text.substring(start, at)).asString();
    } catch (JsonSyntaxException e) {
      at = start;
      throw failure("not a quoted name: " + e.reason());
    }
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw failure("expected '" + c + "'");
    }
  }

  private boolean skip(char c) {
    boolean found = skipSpaceBefore(c);
    at += found ? 1 : 0;
    return found;
  }

  private boolean skipSpaceBefore(char c) {
    skipSpace();
    return at < text.length() && text.charAt(at) == c;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private JsonPatternException failure(String reason) {
    return new JsonPatternException(reason, text, at);
  }
}
