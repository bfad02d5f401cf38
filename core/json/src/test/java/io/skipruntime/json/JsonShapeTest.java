package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
    assertThat(
            problems(
                new JsonShape.FormattedText(TextForm.UUID),
                "\"00000000-0000-0000-0000-00000000000A\""))
        .isEmpty();
    assertThat(problems(new JsonShape.FormattedText(TextForm.UUID), "\"1-2-3-4-5\"")).hasSize(1);
    assertThat(
            problems(new JsonShape.FormattedText(TextForm.TIME), "\"2026-01-31T12:00:00.5+01:00\""))
        .isEmpty();
    assertThat(problems(new JsonShape.FormattedText(TextForm.TIME), "\"2026-01-31T12:00:00\""))
        .isEmpty();
    assertThat(problems(new JsonShape.FormattedText(TextForm.TIME), "\"yesterday\"")).hasSize(1);
  }

  @Test
  void equalShapes_areEqual_andTheirCodecIsFoundByThem() {
    assertThat(user()).isEqualTo(user()).hasSameHashCodeAs(user());
    assertThat(Codecs.of((Type) user()).jsonType()).isEqualTo(new JsonType.ShapeType(user()));
    assertThat(TypeReference.of(user()).type()).isEqualTo(user());
  }

  private static JsonShape recursive(String name, JsonShape shape) {
    return new JsonShape.Where(new JsonShape.Use(name), Map.of(name, shape));
  }

  private static JsonShape object(Map<String, JsonShape> members) {
    return new JsonShape.ObjectOf(members, Set.of());
  }

  private static JsonShape orNull(JsonShape shape) {
    return new JsonShape.AnyOf(List.of(shape, new JsonShape.OfKind(JsonKind.NULL)));
  }

  private static JsonShape tree() {
    Map<String, JsonShape> members = new LinkedHashMap<>();
    members.put("label", TEXT);
    members.put("children", new JsonShape.ListOf(new JsonShape.Use("Tree")));
    return recursive("Tree", object(members));
  }

  @Test
  void recursiveShapes_areCheckedAtEachLevel() {
    assertThat(
            problems(tree(), "{\"label\":\"a\",\"children\":[{\"label\":\"b\",\"children\":[]}]}"))
        .isEmpty();
    assertThat(
            problems(
                tree(),
                "{\"label\":\"a\",\"children\":[{\"label\":\"b\",\"children\":[{\"label\":1,\"children\":7}]}]}"))
        .containsExactly(
            "/children/0/children/0/label: expected a string, found 1",
            "/children/0/children/0/children: expected a list of Trees, found 7");
  }

  @Test
  void shapesThatLeadToEachOther_areChecked_andTheInnermostNameIsMeant() {
    JsonShape forest =
        new JsonShape.Where(
            new JsonShape.ListOf(new JsonShape.Use("Tree")),
            Map.of(
                "Tree",
                object(Map.of("below", orNull(new JsonShape.Use("Forest")))),
                "Forest",
                new JsonShape.ListOf(new JsonShape.Use("Tree"))));
    assertThat(problems(forest, "[{\"below\":[{\"below\":null}]}]")).isEmpty();
    assertThat(problems(forest, "[{\"below\":[{\"below\":[3]}]}]"))
        .containsExactly("/0/below/0/below/0: expected an object of below, found 3");
    JsonShape shadowed =
        recursive(
            "A", object(Map.of("a", recursive("A", new JsonShape.ListOf(new JsonShape.Use("A"))))));
    assertThat(problems(shadowed, "{\"a\":[[[]]]}")).isEmpty();
    assertThat(problems(shadowed, "{\"a\":[{\"a\":[]}]}")).hasSize(1);
  }

  @Test
  void deepValuesOfManyShapes_areRefusedAtTheirPlace_andQuickly() {
    JsonShape again = new JsonShape.Use("Term");
    JsonShape term =
        recursive(
            "Term",
            new JsonShape.AnyOf(
                List.of(
                    WHOLE,
                    object(Map.of("left", again, "right", again)),
                    object(
                        Map.of("left", again, "right", new JsonShape.AnyOf(List.of(again, TEXT)))),
                    new JsonShape.ListOf(again))));
    String deep = "{\"left\":".repeat(200) + "1.5" + ",\"right\":1}".repeat(200);
    assertThat(problems(term, deep)).hasSize(1);
    assertThat(problems(term, deep.replace("1.5", "2"))).isEmpty();
    JsonShape list = recursive("Node", object(Map.of("next", orNull(new JsonShape.Use("Node")))));
    assertThat(problems(list, "{\"next\":".repeat(300) + "5" + "}".repeat(300)))
        .containsExactly("/next".repeat(300) + ": expected Node or null, found 5");
  }

  @Test
  void constantsSayWhichAlternativeIsMeant() {
    JsonShape either =
        new JsonShape.AnyOf(
            List.of(
                object(Map.of("kind", new JsonShape.Constant(Json.of("cat")), "age", WHOLE)),
                object(Map.of("kind", new JsonShape.Constant(Json.of("dog")), "age", TEXT)),
                object(Map.of("name", TEXT))));
    assertThat(problems(either, "{\"kind\":\"dog\",\"age\":3}"))
        .containsExactly("/age: expected a string, found 3");
    assertThat(problems(either, "{\"name\":3}"))
        .containsExactly("/name: expected a string, found 3");
    assertThat(problems(either, "{\"kind\":\"dog\",\"age\":\"3\"}")).isEmpty();
  }

  @Test
  void shapesThatAreNothingButThemselves_orLeadNowhere_areRefused() {
    assertThatThrownBy(() -> recursive("A", orNull(new JsonShape.Use("A"))))
        .hasMessageContaining("the type A is nothing but itself");
    JsonShape b = new JsonShape.Use("B");
    assertThatThrownBy(
            () -> new JsonShape.Where(b, Map.of("A", b, "B", orNull(new JsonShape.Use("A")))))
        .hasMessageContaining("is nothing but itself");
    assertThatThrownBy(() -> Codecs.of(new JsonShape.ListOf(b)))
        .hasMessageContaining("there is no type B, which another one uses");
    JsonShape list = new JsonShape.ListOf(new JsonShape.Use("A"));
    JsonShape other = new JsonShape.Where(new JsonShape.Use("A"), Map.of("A", b, "B", list));
    assertThat(problems(other, "[[[]]]")).isEmpty();
    assertThat(problems(other, "[[7]]")).hasSize(1);
  }

  @Test
  void namesOfMaps_standForValuesOfTheirShape() {
    JsonShape counts = new JsonShape.MapOf(WHOLE, TEXT);
    assertThat(problems(counts, "{\"1\":\"a\",\"-20\":\"b\"}")).isEmpty();
    assertThat(problems(counts, "{\"01\":\"a\",\"x\":1}"))
        .containsExactlyInAnyOrder(
            "/01: the name has to stand for a whole number",
            "/x: the name has to stand for a whole number",
            "/x: expected a string, found 1");
    JsonShape dates = new JsonShape.MapOf(new JsonShape.FormattedText(TextForm.DATE), WHOLE);
    assertThat(problems(dates, "{\"2026-01-31\":1}")).isEmpty();
    assertThat(problems(dates, "{\"31.1.2026\":1}"))
        .containsExactly("/31.1.2026: the name has to stand for a date");
  }

  @Test
  void datesAndInstants_areChecked() {
    JsonShape instant = new JsonShape.FormattedText(TextForm.INSTANT);
    assertThat(problems(instant, "\"2026-01-31T12:00:00Z\"")).isEmpty();
    assertThat(problems(instant, "\"2026-01-31T12:00:00\""))
        .containsExactly("expected a point in time with an offset, found \"2026-01-31T12:00:00\"");
    JsonShape date = new JsonShape.FormattedText(TextForm.DATE);
    assertThat(problems(date, "\"2024-02-29\"")).isEmpty();
    assertThat(problems(date, "\"2026-02-30\"")).hasSize(1);
  }
}
