package io.skipruntime.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A program that does all there is to do with values that are nested as deep as is allowed, on a
 * virtual thread, so that a stack that is too small ends it with an error. It is run without the
 * compiler of the JVM, whose frames are smaller, as in a server that has just been started.
 */
final class DeepValues {

  record Tree(String label, List<Tree> children) {}

  record Chain(Optional<Chain> next, double weight) {}

  @Tuple
  record Pair(int number, Optional<Pair> next) {}

  sealed interface Term {}

  record Leaf(long value) implements Term {}

  record Sum(Term left, Term right) implements Term {}

  record Dictionary(Map<String, Dictionary> entries) {}

  private DeepValues() {}

  /** Ends with status 0 if nothing failed. */
  public static void main(String... arguments) throws InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                visitAll();
              } catch (Throwable e) {
                failures.add(e);
              }
            });
    thread.join();
    for (Throwable failure : failures) {
      StackTraceElement[] trace = failure.getStackTrace();
      System.out.println(failure);
      for (int i = 0; i < Math.min(trace.length, 40); i++) {
        System.out.println("  at " + trace[i]);
      }
    }
    System.exit(failures.size());
  }

  static void visitAll() {
    int most = JsonDepth.MAX_STORED;
    visit("arrays", Codecs.of(Json.class), nested(most, inner -> "[" + inner + "]", "1"));
    visit("objects", Codecs.of(Json.class), nested(most, inner -> "{\"a\":" + inner + "}", "1"));
    visit(
        "trees",
        Codecs.of(Tree.class),
        nested(
            most / 2 - 1,
            inner -> "{\"label\":\"a\",\"children\":[" + inner + "]}",
            "{\"label\":\"b\",\"children\":[]}"));
    visit(
        "chains",
        Codecs.of(Chain.class),
        nested(most - 1, inner -> "{\"next\":" + inner + ",\"weight\":1}", "null"));
    visit("pairs", Codecs.of(Pair.class), nested(most - 1, inner -> "[1," + inner + "]", "null"));
    visit(
        "terms",
        Codecs.of(Term.class),
        nested(
            most - 1,
            inner ->
                "{\"type\":\"Sum\",\"left\":{\"type\":\"Leaf\",\"value\":1},\"right\":"
                    + inner
                    + "}",
            "{\"type\":\"Leaf\",\"value\":2}"));
    visit(
        "maps",
        Codecs.of(Dictionary.class),
        nested(most / 2 - 1, inner -> "{\"entries\":{\"a\":" + inner + "}}", "{\"entries\":{}}"));
    extract();
  }

  private static String nested(int depth, UnaryOperator<String> around, String innermost) {
    String text = innermost;
    for (int i = 0; i < depth; i++) {
      text = around.apply(text);
    }
    return text;
  }

  private static <T> void visit(String name, Codec<T> codec, String text) {
    System.out.println(name);
    Json json = Json.parse(text);
    Json sameJson = Json.parse(text);
    T value = codec.decode(json);
    T same = codec.accept(codec.decode(sameJson));
    Object key = CanonicalKey.stored(value);
    Object normal = CanonicalValue.of(same);
    Map<Object, Object> table = new HashMap<>();
    table.put(key, json);
    check(json.equals(sameJson) && json.hashCode() == sameJson.hashCode(), "equal JSON");
    check(json.compareTo(sameJson) == 0, "order of JSON");
    check(value.equals(same) && normal.equals(key), "equal values");
    check(CanonicalOrder.INSTANCE.compare(key, normal) == 0, "order of values");
    check(CanonicalOrder.INSTANCE.compare(key, json) == 0, "order of values and JSON");
    check(table.containsKey(normal), "hashing");
    check(CanonicalValue.areSame(normal, key), "sameness");
    check(codec.encode(value).equals(json), "encoding");
    check(new JsonWriter().write(value).size() > 0, "writing");
    check(json.toString().length() > 0, "text");
    check(Immutability.check(normal).isEmpty(), "immutability");
    check(DeclaredOrder.problem(key).isEmpty() || key instanceof Record, "declared order");
  }

  private static void extract() {
    Json document = Json.parse(nested(JsonDepth.MAX_READ, inner -> "{\"a\":" + inner + "}", "1"));
    check(JsonPattern.parse("{%:x<int>}").extract(document).size() == 1, "a search at any depth");
    String pattern = nested(JsonDepth.MAX_READ - 1, inner -> "{a:" + inner + "}", "x");
    check(JsonPattern.parse(pattern).extract(document).size() == 1, "a deep pattern");
    String path = "{" + "a.".repeat(JsonDepth.MAX_READ - 3) + "a:x}";
    check(JsonPattern.parse(path).extract(document).size() == 1, "a long path");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
