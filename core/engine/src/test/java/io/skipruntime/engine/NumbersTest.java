package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NumbersTest {

  record Inputs(
      EagerCollection<Long, Double> doubles,
      EagerCollection<Long, Long> longs,
      EagerCollection<Json, Json> anything,
      EagerCollection<BigInteger, BigDecimal> big) {}

  record Shared(
      Inputs inputs,
      EagerCollection<String, Double> doubleSum,
      EagerCollection<Long, Long> longSums) {}

  record ToOneKey() implements Mapper<Long, Double, String, Double> {
    @Override
    public void mapEntry(Long key, Values<Double> values, Emitter<String, Double> out) {
      values.forEach(value -> out.emit("all", value));
    }
  }

  record Service() implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("anything", (shared, context) -> shared.inputs().anything())
          .and("big", (shared, context) -> shared.inputs().big())
          .and("double_sum", (shared, context) -> shared.doubleSum())
          .and("long_sums", (shared, context) -> shared.longSums());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(
          in,
          in.doubles().mapReduce(new ToOneKey(), Reducers.sum()),
          in.longs().reduce(Reducers.sum()));
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Service());

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void sumOfDoubles_dependsOnTheValuesAlone_notOnTheirHistory() {
    List<Double> values = new ArrayList<>(List.of(1e300, -1e300, 1e-300, 0.1, 0.2, 1e16, 1.0));
    Random random = new Random(5);
    for (int round = 0; round < 10; round++) {
      Collections.shuffle(values, random);
      for (int i = 0; i < values.size(); i++) {
        service.update("doubles", List.of(Entry.of((long) i, values.get(i))));
      }
      assertThat(service.getArray("double_sum", Json.NULL, "all")).containsExactly(1e16 + 1.3);
    }
  }

  @Test
  void sumOfLongsThatOverflows_rejectsTheWrite() {
    service.update("longs", List.of(Entry.of(7L, Long.MAX_VALUE)));
    assertThatThrownBy(
            () -> service.update("longs", List.of(new Entry<>(7L, List.of(Long.MAX_VALUE, 1L)))))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("9223372036854775808 is out of range");
    assertThat(service.getArray("long_sums", Json.NULL, 7L)).containsExactly(Long.MAX_VALUE);
    service.update("longs", List.of(new Entry<>(7L, List.of(Long.MAX_VALUE, 1L, -2L))));
    assertThat(service.getArray("long_sums", Json.NULL, 7L)).containsExactly(Long.MAX_VALUE - 1);
  }

  @Test
  void oneAndOnePointZero_areOneKey_inInputs() {
    service.update("anything", List.of(Entry.of(Json.parse("1"), Json.of("a"))));
    service.update("anything", List.of(Entry.of(Json.parse("1.0"), Json.of("b"))));
    service.update("longs", List.of(Entry.of(Json.parse("5.0"), Json.parse("1e1"))));
    assertThat(service.<Json, Json>getAll("anything"))
        .containsExactly(Entry.of(Json.of(1), Json.of("b")));
    assertThat(service.getArray("anything", Json.NULL, Json.parse("1e0")))
        .containsExactly(Json.of("b"));
    assertThat(service.getArray("long_sums", Json.NULL, Json.parse("5.0"))).containsExactly(10L);
  }

  @Test
  void bigNumbers_roundTrip() {
    String key = "123456789012345678901234567890";
    String value = "0.1000000000000000055511151231257827021181583404541015625";
    service.update("big", List.of(Entry.of(Json.parse(key), Json.parse(value))));
    Entry<BigInteger, BigDecimal> entry = service.<BigInteger, BigDecimal>getAll("big").getFirst();
    assertThat(entry).isEqualTo(Entry.of(new BigInteger(key), new BigDecimal(value)));
    assertThat(Json.from(entry.key())).isEqualTo(Json.parse(key));
    assertThat(Json.from(entry.values().getFirst())).isEqualTo(Json.parse(value));
  }
}
