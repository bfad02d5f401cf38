package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.engine.graph.TrackedReads;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.Json;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NumberTracesTest {

  private static final long[] KEYS = {Long.MIN_VALUE, Long.MAX_VALUE, 0, 1, -1, 2, 3, 4, 5, 6};

  @Test
  void traces_agreeWithAHashMap_whateverIsRemembered() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      NumberTraces traces = new NumberTraces();
      Map<Object, Trace> model = new HashMap<>();
      for (int step = 0; step < 200; step++) {
        Object key = KEYS[random.nextInt(KEYS.length)];
        if (random.nextInt(3) > 0) {
          Trace trace = trace(random, step);
          assertThat(text(traces.put(key, trace))).isEqualTo(text(model.put(key, trace)));
        } else {
          assertThat(text(traces.remove(key))).isEqualTo(text(model.remove(key)));
        }
        if (random.nextInt(100) == 0) {
          traces.clear();
          model.clear();
        }
        check(traces, model);
      }
    }
  }

  /** A trace in one of several forms, of which two are of numbers. */
  private static Trace trace(Random random, long value) {
    return switch (random.nextInt(4)) {
      case 0 -> trace("text", value);
      case 1 -> Trace.of(null, new Object[] {"read", value}, List.of());
      case 2 -> trace(Long.MIN_VALUE, value);
      default -> trace(value, Long.MIN_VALUE);
    };
  }

  private static Trace trace(Object key, Object value) {
    return Trace.of(new Emission(key, ValueList.of(value)), TrackedReads.NONE, List.of());
  }

  private static String text(@Nullable Trace trace) {
    if (trace == null) {
      return "none";
    }
    Emission emission = trace.emission();
    return (emission == null ? "" : emission.describe()) + List.of(trace.reads()).toString();
  }

  private static void check(NumberTraces traces, Map<Object, Trace> model) {
    assertThat(traces).hasSameSizeAs(model);
    assertThat(traces.entrySet()).hasSameSizeAs(model.entrySet());
    for (Map.Entry<Object, Trace> each : traces.entrySet()) {
      assertThat(text(each.getValue())).isEqualTo(text(model.get(each.getKey())));
    }
    for (long key : KEYS) {
      assertThat(text(traces.get(key))).isEqualTo(text(model.get(key)));
      assertThat(traces.containsKey(key)).isEqualTo(model.containsKey(key));
    }
  }

  @Test
  void keysOfOtherClasses_areNotThere() {
    NumberTraces traces = new NumberTraces();
    traces.put(1L, trace(2L, 3L));
    for (Object other : List.of(1, 1.0, "1", List.of(1L))) {
      assertThat(traces.get(other)).isNull();
      assertThat(traces.remove(other)).isNull();
    }
    assertThat(traces.get(null)).isNull();
  }

  @Test
  void sourceEntry_isFound_whenItsKeyIsTheSameNumberOfAnotherClass() {
    Traces traces = new Traces();
    Trace number = trace(2L, 3L);
    traces.put(1L, Trace.UNKNOWN, number, new UndoLog());
    assertThat(text(traces.of(Json.of(1)))).isEqualTo(text(number));
    assertThat(text(traces.of(1L))).isEqualTo(text(number));
  }

  @Test
  void entries_end() {
    NumberTraces traces = new NumberTraces();
    traces.put(1L, trace(2L, 3L));
    Iterator<Map.Entry<Object, Trace>> entries = traces.entrySet().iterator();
    assertThat(entries.next().getKey()).isEqualTo(1L);
    assertThat(entries.hasNext()).isFalse();
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
  }
}
