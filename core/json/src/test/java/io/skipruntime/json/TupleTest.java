package io.skipruntime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TupleTest {

  @Tuple
  record Rank(String item, BigDecimal negatedAmount, String bid) {}

  @Tuple
  record Loose(Optional<String> name, List<Long> numbers) {}

  sealed interface Event {}

  @Tuple
  record Opened(long at) implements Event {}

  @Tuple
  record Closed(long at, String reason) implements Event {}

  record Plain(int x) implements Event {}

  @Test
  void tuple_isAnArrayOfItsComponents_inTheOrderOfDeclaration() {
    Codec<Rank> codec = Codecs.of(Rank.class);
    Rank rank = new Rank("chair", new BigDecimal("-12.50"), "b1");
    Json json = Json.parse("[\"chair\",-12.50,\"b1\"]");
    assertThat((Object) codec.encode(rank)).isEqualTo(json);
    assertThat(new JsonWriter().write(rank)).hasToString("[\"chair\",-12.50,\"b1\"]");
    assertThat(codec.decode(json)).isEqualTo(rank);
    assertThat(CanonicalOrder.INSTANCE.compare(rank, json)).isZero();
    assertThat(codec.jsonType()).isInstanceOf(JsonType.TupleType.class);
  }

  @Test
  void tuples_areSortedByTheirComponents_andSoIsTheirJson() {
    List<Rank> ordered =
        List.of(
            new Rank("a", new BigDecimal(-10), "z"),
            new Rank("a", new BigDecimal(-9), "a"),
            new Rank("a", new BigDecimal(-9), "b"),
            new Rank("b", new BigDecimal(-20), "a"));
    List<Rank> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.sort(CanonicalOrder.INSTANCE);
    assertThat(shuffled).isEqualTo(ordered);
    assertThat(ordered.stream().map(Json::from).toList()).isSorted();
  }

  @Test
  void absentComponents_areNull() {
    Codec<Loose> codec = Codecs.of(Loose.class);
    Loose loose = new Loose(Optional.empty(), List.of(1L));
    assertThat(codec.encode(loose)).hasToString("[null,[1]]");
    assertThat(codec.decode(Json.parse("[null,[1]]"))).isEqualTo(loose);
    assertThat(codec.decode(Json.parse("[\"n\",[]]")))
        .isEqualTo(new Loose(Optional.of("n"), List.of()));
  }

  @Test
  void tuplesBelowASealedInterface_areToldApartByTheirFirstElement() {
    Codec<Event> codec = Codecs.of(Event.class);
    for (Event event : List.of(new Opened(3), new Closed(4, "late"), new Plain(1))) {
      assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
    }
    assertThat(codec.encode(new Closed(4, "late"))).hasToString("[\"Closed\",4,\"late\"]");
    assertThatThrownBy(() -> codec.decode(Json.parse("[\"Gone\",4]")))
        .hasMessageContaining("/0: expected one of Opened, Closed, Plain, found \"Gone\"");
    assertThatThrownBy(() -> codec.decode(Json.parse("[]")))
        .hasMessageContaining("/0: missing; expected one of Opened");
  }

  @Test
  void decode_saysWhichElementIsWrong() {
    Codec<Rank> codec = Codecs.of(Rank.class);
    assertThatThrownBy(() -> codec.decode(Json.parse("[\"a\",\"b\",\"c\"]")))
        .hasMessageContaining("/1: expected a number");
    for (String wrong : List.of("[\"a\",1]", "[\"a\",1,\"b\",2]", "{\"item\":\"a\"}")) {
      assertThatThrownBy(() -> codec.decode(Json.parse(wrong)))
          .hasMessageContaining("expected a Rank [item, negatedAmount, bid]");
    }
  }
}
