package io.skipruntime.engine.operator;

import io.skipruntime.Emitter;
import io.skipruntime.SkipException;
import io.skipruntime.engine.graph.WorkLimit;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A buffer that collects, in immutable form, what one run of a mapper after the other emits. A key
 * or value that the mapper was given, and emits as it is, has its normal form already.
 */
final class EmissionBuffer implements Emitter<Object, Object> {

  private final @Nullable WorkLimit limit;
  private Object[] keys = new Object[2];
  private Object[] values = new Object[2];
  private int count;
  private boolean open;
  private Object source = "";
  private Object given = "";

  /**
   * A buffer of nothing.
   *
   * @param limit the limit of what is emitted; null for none
   */
  EmissionBuffer(@Nullable WorkLimit limit) {
    this.limit = limit;
  }

  /** Begins a run for a source entry. */
  void open(Object source, ValueList values) {
    this.source = source;
    this.given = values.getFirst();
    open = true;
    count = 0;
  }

  @Override
  public void emit(Object key, Object value) {
    if (!open) {
      throw new SkipException("an emitter was used after the mapper it was given to had returned");
    }
    Objects.requireNonNull(key, "a mapper emitted a null key; use Json.NULL for JSON's null");
    Objects.requireNonNull(value, "a mapper emitted a null value; use Json.NULL for JSON's null");
    if (limit != null) {
      limit.value(value);
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      values = Arrays.copyOf(values, count * 2);
    }
    keys[count] = is(key, source) ? key : Entering.key(key);
    values[count++] = is(value, given) ? value : Entering.value(value);
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean is(Object emitted, Object given) {
    return emitted == given;
  }

  /** What was emitted so far, by key. */
  Emission emission() {
    return count == 0 ? Emission.NONE : hasOneKey() ? single() : grouped();
  }

  /** Ends the run. */
  void close() {
    open = false;
  }

  private Emission single() {
    return new Emission(keys[0], ValueList.copyOf(values, 0, count));
  }

  private Emission grouped() {
    Map<Object, ArrayList<Object>> byKey = KeyMap.ordered();
    for (int i = 0; i < count; i++) {
      byKey.computeIfAbsent(keys[i], key -> new ArrayList<>(2)).add(values[i]);
    }
    return Emission.of(
        List.copyOf(byKey.keySet()), byKey.values().stream().map(ValueList::copyOf).toList());
  }

  private boolean hasOneKey() {
    for (int i = 1; i < count; i++) {
      if (!keys[i].equals(keys[0])) {
        return false;
      }
    }
    return true;
  }
}
