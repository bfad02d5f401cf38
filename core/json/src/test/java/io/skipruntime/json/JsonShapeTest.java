package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Values that stay JSON are given as they are, or refused with the place of what does not fit. */
class JsonShapeTest {

  private static final JsonShape TEXT = new JsonShape.OfKind(JsonKind.STRING);
  private static final JsonShape WHOLE = new JsonShape.Whole();

  private static JsonShape user() {
    Map<String, JsonShape> members = new LinkedHashMap<>();
    members.put("name", TEXT);
    members.put("friends", new JsonShape.ListOf(WHOLE));
    members.put("age", new JsonShape.AnyOf(List.of(WHOLE, new JsonShape.OfKind(JsonKind.NULL))));
    return new JsonShape.ObjectOf(members, Set.of("age"));
  }

  private static List<String> problems(JsonShape shape, String json) {
    DecodeException refused =
        catchThrowableOfType(
            DecodeException.class, () -> Codecs.of(shape).accept(Json.parse(json)));
    return refused == null
        ? List.of()
        : refused.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void whatFits_isGivenAsItIs() {
    Json given =
        Json.parse("{\"name\":\"Ann\",\"friends\":[1,2.0,90071992547409931],\"age\":null}");
    assertThat(Codecs.of(user()).accept(given)).isEqualTo(given);
    assertThat(problems(user(), "{\"name\":\"Ann\",\"friends\":[]}")).isEmpty();
    assertThat(problems(JsonShape.any(), "[{}]")).isEmpty();
  }

  @Test
  void whatDoesNotFit_isNamedWithItsPlace() {
    assertThat(problems(user(), "{\"friends\":[1,1.5],\"age\":\"x\",\"more\":1}"))
        .containsExactlyInAnyOrder(
            "/name: missing; expected a string",
            "/friends/1: expected a whole number, found 1.5",
            "/age: expected a whole number or null, found \"x\"",
            "/more: unknown member; there are name, friends, age");
    assertThat(problems(user(), "[]"))
        .containsExactly("expected an object of name, friends, age, found a list");
  }

  @Test
  void lists_tuplesAndMaps_areLookedInto() {
    JsonShape pair = new JsonShape.TupleOf(List.of(TEXT, WHOLE));
    assertThat(problems(new JsonShape.ListOf(pair), "[[\"a\",1],[\"b\"],[1,\"c\"]]"))
        .containsExactly(
            "/1: expected a list [string, whole number], found a list",
            "/2/0: expected a string, found 1",
            "/2/1: expected a whole number, found \"c\"");
    assertThat(problems(new JsonShape.MapOf(WHOLE), "{\"a/b\":1,\"c\":null}"))
        .containsExactly("/c: expected a whole number, found null");
  }

  @Test
  void alternatives_ofOneKind_giveThePlace() {
    JsonShape either = new JsonShape.AnyOf(List.of(TEXT, user()));
    assertThat(problems(either, "{\"name\":1,\"friends\":[]}"))
        .containsExactly("/name: expected a string, found 1");
    assertThat(problems(either, "7"))
        .containsExactly("expected a string or an object of name, friends, age, found 7");
  }

  @Test
  void constants_uuidsAndTimes_areChecked() {
    JsonShape constant =
        new JsonShape.AnyOf(
            List.of(new JsonShape.Constant(Json.of("a")), new JsonShape.Constant(Json.of(1))));
    assertThat(problems(constant, "1")).isEmpty();
    assertThat(problems(constant, "2")).containsExactly("expected \"a\" or 1, found 2");
    assertThat(problems(new JsonShape.UuidText(), "\"00000000-0000-0000-0000-00000000000A\""))
        .isEmpty();
    assertThat(problems(new JsonShape.UuidText(), "\"1-2-3-4-5\"")).hasSize(1);
    assertThat(problems(new JsonShape.TimeText(), "\"2026-01-31T12:00:00.5+01:00\"")).isEmpty();
    assertThat(problems(new JsonShape.TimeText(), "\"2026-01-31T12:00:00\"")).isEmpty();
    assertThat(problems(new JsonShape.TimeText(), "\"yesterday\"")).hasSize(1);
  }

  @Test
  void equalShapes_areEqual_andTheirCodecIsFoundByThem() {
    assertThat(user()).isEqualTo(user()).hasSameHashCodeAs(user());
    assertThat(Codecs.of((Type) user()).jsonType()).isEqualTo(new JsonType.ShapeType(user()));
    assertThat(TypeReference.of(user()).type()).isEqualTo(user());
  }
}
