package io.skipruntime.json;

/**
 * A pattern that finds values in a JSON document and gives them names.
 *
 * <pre>
 * pattern  = variable [ "&lt;" type { "|" type } "&gt;" ] | "{" [ field { "," field } ] "}"
 * field    = [ "?" ] path ":" pattern
 * path     = [ "." ] step { "." name | "[]" | "[" index "]" }, or one with "%" in it
 * name     = characters other than . [ ] { } : , &lt; &gt; ? % " and space, or a "quoted" JSON string
 * type     = "int" | "float" | "num" | "string" | "bool" | "null"
 * </pre>
 *
 * <p>The rules:
 *
 * <ul>
 *   <li>A variable matches any value, or any of its types: {@code int} a whole number, {@code
 *       float} any other number, {@code num} both.
 *   <li>Braces match an object if all their fields match. A path {@code a.b: p} is short for {@code
 *       a: {b: p}}, so that two paths in one pair of braces never start with the same name.
 *   <li>{@code []} matches once per element that matches; on an array without elements it matches
 *       once, with null for each variable. {@code [n]} matches the element with index n.
 *   <li>A field with {@code ?} that does not match at all, matches once, with null for each
 *       variable.
 *   <li>A path with {@code %} matches once per value at any depth whose path fits and that matches;
 *       {@code %} fits any run of characters. A value that another path in the braces ends at, and
 *       what is in it, is left out. Values come in the order of the document: an object or array
 *       before its contents, members by name.
 *   <li>Fields are matched one inside the other: the one with {@code %} outermost, then ascending
 *       by first name. The matches of the innermost change fastest; in a match the innermost
 *       field's variables come first, by the same rule inside nested braces.
 *   <li>A match that binds no variable is left out.
 * </ul>
 *
 * <p>Immutable and safe for use by several threads. Two patterns are equal if their texts are.
 */
public final class JsonPattern {

  /** The largest number of matches. */
  public static final int MAX_MATCHES = 100_000;

  /** The largest number of variables in all matches together. */
  public static final int MAX_BINDINGS = 1_000_000;

  /** The largest number of values that are looked at, each time one is. */
  public static final int MAX_STEPS = 10_000_000;

  private final String text;
  private final PatternNode root;

  private JsonPattern(String text, PatternNode root) {
    this.text = text;
    this.root = root;
  }

  /**
   * Reads a pattern.
   *
   * @throws JsonPatternException if it does not follow the grammar
   */
  public static JsonPattern parse(String pattern) {
    return new JsonPattern(pattern, new PatternParser(pattern).parse());
  }

  /**
   * The matches of this pattern in a document: an array of matches, each of them an array of
   * objects with one member, a variable with its value. The number of matches may be the product of
   * the lengths of several arrays.
   *
   * @throws JsonPatternLimitException if there are more than {@value #MAX_MATCHES} matches, or more
   *     than {@value #MAX_BINDINGS} variables in them, or if to find them takes more than {@value
   *     #MAX_STEPS} steps
   */
  public JsonArray extract(Json document) {
    PatternSearch search = new PatternSearch();
    root.match(document, PatternBindings.NONE, search, search::add);
    return search.matches();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonPattern pattern && text.equals(pattern.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text of the pattern. */
  @Override
  public String toString() {
    return text;
  }
}
