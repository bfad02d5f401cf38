package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skipruntime.json.Problem.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CodecTest {

  record User(String name, boolean active, List<Long> friends) {}

  record Profile(Optional<String> email, @Nullable Integer age) {}

  record Positive(long value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("value must be positive");
      }
    }
  }

  enum Level {
    LOW,
    HIGH
  }

  sealed interface Event {}

  record Joined(String user) implements Event {}

  sealed interface Ending extends Event {}

  record Left(String user, @Nullable String reason) implements Ending {}

  private static List<String> problems(Codec<?> codec, String json) {
    return problems(() -> codec.decode(Json.parse(json)));
  }

  private static List<String> problems(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
    return catchThrowableOfType(DecodeException.class, action).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void decode_reportsAllProblemsWithPointers() {
    assertThat(
            problems(
                Codecs.of(User.class), "{\"name\":null,\"friends\":[1,2,\"x\",1.5],\"age~/\":1}"))
        .containsExactly(
            "/name: expected a string, found null",
            "/active: missing; expected a boolean",
            "/friends/2: expected a whole number, found \"x\"",
            "/friends/3: expected a whole number, found 1.5",
            "/age~0~1: unknown member; User has name, active, friends");
    assertThat(problems(Codecs.of(User.class), "12"))
        .containsExactly("expected a User {name, active, friends}, found 12");
  }

  @Test
  void decode_tellsNumbersThatDoNotFit_fromOtherProblems() {
    assertKind(Long.class, "9223372036854775808", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Long.class, "1e999999999", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Long.class, "1.5", Kind.INVALID);
    assertKind(Integer.class, "2147483648", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Short.class, "32768", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Byte.class, "-129", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Double.class, "1e400", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Double.class, "-1e999999999", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Float.class, "1e39", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(Double.class, "\"1\"", Kind.INVALID);
    assertKind(BigInteger.class, "1e999999999", Kind.NUMBER_OUT_OF_RANGE);
    assertKind(BigInteger.class, "0.5", Kind.INVALID);
    assertKind(BigDecimal.class, "1e999999999", Kind.NUMBER_OUT_OF_RANGE);
  }

  private static void assertKind(Class<?> type, String json, Kind kind) {
    DecodeException failure =
        catchThrowableOfType(DecodeException.class, () -> Codecs.of(type).decode(Json.parse(json)));
    assertThat(failure.problems()).as(json).extracting(Problem::kind).containsExactly(kind);
  }

  @Test
  void decode_takesTheNearestDouble() {
    Codec<Double> codec = Codecs.of(Double.class);
    assertThat(codec.decode(Json.parse("9007199254740993"))).isEqualTo(9007199254740992.0);
    assertThat(codec.decode(Json.parse("1e-400"))).isEqualTo(0.0);
    assertThat(Double.doubleToRawLongBits(codec.decode(Json.parse("-0.0")))).isZero();
    assertThat(Double.doubleToRawLongBits(codec.decode(Json.parse("-1e-400")))).isZero();
    assertThat(Double.doubleToRawLongBits(codec.accept(-0.0))).isZero();
    assertThat(Codecs.of(float.class).decode(Json.parse("-1e-60"))).isEqualTo(0.0f);
  }

  @Test
  void decode_readsAbsentComponents_fromNullOrFromNoMember() {
    Codec<Profile> codec = Codecs.of(Profile.class);
    Profile absent = new Profile(Optional.empty(), null);
    assertThat(codec.decode(Json.parse("{}"))).isEqualTo(absent);
    assertThat(codec.decode(Json.parse("{\"email\":null,\"age\":null}"))).isEqualTo(absent);
    assertThat(codec.encode(absent)).hasToString("{\"age\":null,\"email\":null}");
    assertThat(codec.decode(Json.parse("{\"email\":\"a@b\"}")).email()).contains("a@b");
    assertThat(problems(codec, "{\"age\":\"x\"}"))
        .containsExactly("/age: expected a whole number, found \"x\"");
  }

  @Test
  void decode_reportsWhatAConstructorThrows() {
    assertThat(problems(Codecs.of(new TypeReference<List<Positive>>() {}), "[{\"value\":0}]"))
        .containsExactly("/0: value must be positive");
  }

  @Test
  void sealedInterfaces_areTaggedWithTheRecordsName() {
    Codec<Event> codec = Codecs.of(Event.class);
    Event left = new Left("ann", null);
    assertThat(codec.encode(left))
        .hasToString("{\"reason\":null,\"type\":\"Left\",\"user\":\"ann\"}");
    assertThat(codec.decode(codec.encode(left))).isEqualTo(left);
    assertThat(Codecs.of(Left.class).decode(Json.parse("{\"user\":\"ann\"}"))).isEqualTo(left);
    assertThat(Codecs.of(Ending.class).accept(left)).isSameAs(left);
    assertThat(problems(Codecs.of(Left.class), "{\"type\":\"Joined\",\"user\":\"ann\"}"))
        .containsExactly("/type: expected \"Left\", found \"Joined\"");
    assertThat(problems(codec, "{\"user\":\"ann\"}"))
        .containsExactly("/type: missing; expected one of Joined, Left");
    assertThat(problems(codec, "{\"type\":\"Gone\"}"))
        .containsExactly("/type: expected one of Joined, Left, found \"Gone\"");
    assertThat(problems(codec, "[]")).containsExactly("expected an Event, found a list");
  }

  @Test
  void texts_areReadStrictly() {
    assertThat(problems(Codecs.of(Level.class), "\"MID\""))
        .containsExactly("expected a Level (one of LOW, HIGH), found \"MID\"");
    assertThat(problems(Codecs.of(UUID.class), "\"1-1-1-1-1\""))
        .containsExactly("expected a UUID, found \"1-1-1-1-1\"");
    assertThat(problems(Codecs.of(LocalDate.class), "\"2026-02-30\""))
        .containsExactly("expected a date such as \"2026-01-31\", found \"2026-02-30\"");
    assertThat(problems(Codecs.of(LocalDate.class), "\"+10000-01-01\"")).hasSize(1);
    assertThat(problems(Codecs.of(LocalDateTime.class), "\"2026-01-31T12:00:00Z\"").get(0))
        .startsWith("expected a date and time such as \"2026-01-31T12:00:00\"");
    assertThat(problems(Codecs.of(LocalTime.class), "12").get(0))
        .startsWith("expected a time such as \"12:00:00\"");
    assertThat(problems(Codecs.of(Instant.class), "\"today\"").get(0))
        .startsWith("expected an instant such as ");
  }

  @Test
  void maps_areObjects_ifTheirKeysAreScalars() {
    Codec<Map<Long, String>> byNumber = Codecs.of(new TypeReference<Map<Long, String>>() {});
    assertThat(byNumber.encode(Map.of(10L, "a", 9L, "b")))
        .hasToString("{\"10\":\"a\",\"9\":\"b\"}");
    assertThat(problems(byNumber, "{\"1\":\"a\",\"1.0\":\"b\",\"x\":\"c\"}"))
        .containsExactly(
            "/x: expected a whole number, found \"x\"", "/1.0: the map has this key already");
    Codec<Map<List<Long>, String>> byList =
        Codecs.of(new TypeReference<Map<List<Long>, String>>() {});
    assertThat(byList.encode(Map.of(List.of(10L), "a", List.of(9L), "b")))
        .hasToString("[[[9],\"b\"],[[10],\"a\"]]");
    assertThat(byList.decode(Json.parse("{}"))).isEmpty();
    assertThat(problems(byList, "[[[1],\"a\"],[[1],\"b\"],[1],[2,3]]"))
        .containsExactly(
            "/2: expected a list of a key and a value, found a list",
            "/3/0: expected a list of whole numbers, found 2",
            "/3/1: expected a string, found 3",
            "/1: the map has this key already");
  }

  @Test
  void sets_haveNoDuplicates() {
    Codec<Set<Double>> codec = Codecs.of(new TypeReference<Set<Double>>() {});
    assertThat(codec.encode(Set.of(3.0, 1.0, 2.0))).hasToString("[1,2,3]");
    assertThat(problems(codec, "[1,2,1.0]"))
        .containsExactly("/2: the set has this element already");
  }

  @Test
  void lists_ofWholeNumbers_areCompactAndImmutable() {
    List<Long> list = Codecs.of(new TypeReference<List<Long>>() {}).decode(Json.parse("[3,1,2]"));
    assertThat(list).isInstanceOf(LongList.class).isEqualTo(List.of(3L, 1L, 2L));
    assertThat(List.of(3L, 1L, 2L)).isEqualTo(list).hasSameHashCodeAs(list);
    assertThat(list.contains(1L)).isTrue();
    assertThat(list.contains(4L)).isFalse();
    assertThat(list.indexOf(2L)).isEqualTo(2);
    assertThatThrownBy(() -> list.set(0, 1L)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.add(1L)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void accept_copiesWhatIsMutable_andKeepsWhatIsNot() {
    Codec<User> codec = Codecs.of(User.class);
    User mutable = new User("ann", true, new ArrayList<>(List.of(1L)));
    User accepted = codec.accept(mutable);
    mutable.friends().add(2L);
    assertThat(accepted).isEqualTo(new User("ann", true, List.of(1L)));
    assertThat(codec.accept(accepted)).isSameAs(accepted);
    Map<String, Long> map = new HashMap<>(Map.of("a", 1L));
    Map<String, Long> copy = Codecs.of(new TypeReference<Map<String, Long>>() {}).accept(map);
    map.clear();
    assertThat(copy).containsEntry("a", 1L);
  }

  @Test
  void accept_checksAtAnyDepth() {
    Codec<User> codec = Codecs.of(User.class);
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<Long> wrong = (List) Arrays.asList(1L, "x", null, 2);
    assertThat(problems(() -> codec.accept(new User("a\ud800", true, wrong))))
        .containsExactly(
            "/name: a string with a lone surrogate",
            "/friends/1: expected a whole number, found java.lang.String",
            "/friends/2: expected a whole number, found null",
            "/friends/3: expected a whole number, found java.lang.Integer");
    assertThat(problems(() -> codec.accept("x")))
        .containsExactly("expected a User {name, active, friends}, found java.lang.String");
    assertThat(problems(() -> Codecs.of(double.class).accept(Double.NaN)))
        .containsExactly("NaN is not a JSON number");
  }

  @Test
  void accept_decodesJson_unlessJsonIsTheType() {
    Json json = Json.parse("{\"name\":\"ann\",\"active\":true,\"friends\":[]}");
    assertThat(Codecs.of(User.class).accept(json)).isEqualTo(new User("ann", true, List.of()));
    assertThat((Object) Codecs.of(Json.class).accept(json)).isSameAs(json);
    assertThat(problems(() -> Codecs.of(JsonObject.class).accept(Json.of(1))))
        .containsExactly("expected a JSON object, found 1");
  }

  @Test
  void describe_namesTheType() {
    assertThat(Codecs.of(User.class).describe()).isEqualTo("User");
    assertThat(Codecs.of(new TypeReference<List<Long>>() {}).describe())
        .isEqualTo("list of whole numbers");
    assertThat(Codecs.of(new TypeReference<Map<String, Set<UUID>>>() {}).describe())
        .isEqualTo("map from strings to sets of UUIDs");
    assertThat(Codecs.of(Json.class).describe()).isEqualTo("JSON value");
  }
}
