package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is remembered of source entries, in the several forms that it is kept in. */
class TraceTest {

  private static final List<ValueList> VALUES =
      List.of(
          ValueList.of(0L),
          ValueList.of(Long.MIN_VALUE),
          ValueList.of(0),
          ValueList.of("text"),
          ValueList.copyOf(List.of(1L, 2L)));

  private static Emission remembered(Emission emission) {
    Trace trace = Trace.of(emission, TrackedReads.NONE, List.of());
    return Objects.requireNonNull(trace.emission());
  }

  @Test
  void emissionToOneKey_isRememberedAsItWas() {
    for (Object key : List.of(7L, -1L, 7, "key")) {
      for (ValueList values : VALUES) {
        Emission remembered = remembered(new Emission(key, values));
        assertThat(remembered.describe()).isEqualTo(List.of(List.of(key, values)));
      }
    }
  }

  @Test
  void emissionToSeveralKeys_isRememberedAsItWas() {
    Emission emission = Emission.of(List.of(1L, "two"), VALUES.subList(0, 2));

    assertThat(remembered(emission).describe()).isEqualTo(emission.describe());
  }

  @Test
  void key_isRememberedWithoutValues() {
    Emission remembered = remembered(new Emission(7L, ValueList.of(1L)).withoutValues());

    assertThat(remembered.key(0)).isEqualTo(7L);
    assertThat(remembered.hasValues()).isFalse();
  }

  @Test
  void emissionWithReads_isRememberedWithThem() {
    Object[] reads = {new Object(), 1L};
    Trace trace = Trace.of(new Emission(7L, ValueList.of(1L)), reads, List.of());

    assertThat(trace.reads()).isSameAs(reads);
    assertThat(trace.emission()).isNotNull();
  }
}
