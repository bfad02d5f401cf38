package io.skipruntime.engine.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.SkipException;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.json.TypeReference;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from the name of a type back to the type. */
class TypeNameTest {

  /** A class within a class. */
  public record Point(long x, List<Long> ys) {}

  private static Type parsed(String name) {
    return TypeName.parse(name, TypeNameTest.class.getClassLoader());
  }

  private static void assertThatNameLeadsBack(Type type, String text) {
    Type parsed = parsed(type.getTypeName());
    assertEquals(type.getTypeName(), parsed.getTypeName());
    Json json = Json.parse(text);
    assertEquals(json, Json.from(Codecs.of(parsed).accept(json)));
    assertEquals(Codecs.of(type).accept(json), Codecs.of(parsed).accept(json));
  }

  @Test
  void namesOfClasses_leadBack() {
    assertThatNameLeadsBack(Long.class, "5");
    assertThatNameLeadsBack(Point.class, "{\"x\":1,\"ys\":[2,3]}");
    assertThatNameLeadsBack(Json.class, "[1,null]");
    assertEquals(String[][].class, parsed(String[][].class.getTypeName()));
  }

  @Test
  void namesOfClassesWithArguments_leadBack() {
    assertThatNameLeadsBack(new TypeReference<List<Point>>() {}.type(), "[{\"x\":1,\"ys\":[]}]");
    assertThatNameLeadsBack(
        new TypeReference<Map<String, Set<Long>>>() {}.type(), "{\"a\":[1,2],\"b\":[]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "com.acme.Missing",
        "java.util.List<?>",
        "java.util.List<java.lang.Long",
        "java.util.List<java.lang.Long>>",
        "java.util.List<>",
        "java.lang.Long, java.lang.Long"
      })
  void otherNames_areRefused(String name) {
    SkipException refusal = assertThrows(SkipException.class, () -> parsed(name));
    assertTrue(String.valueOf(refusal.getMessage()).contains("use the resource with a class"));
  }
}
