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
 *
 * <ul>
 *   <li>The first emission of a run, mostly the only one, is {@code firstKey} and {@code
 *       firstValue}; {@code keys} and {@code values} have all from the second one on.
 * </ul>
 */
final class EmissionBuffer implements Emitter<Object, Object> {

  private static final Object[] NONE = {};
  private static final int FEW = 4;

  private final @Nullable WorkLimit limit;
  private Object firstKey = "";
  private Object firstValue = "";
  private Object[] keys = NONE;
  private Object[] values = NONE;
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
    Object enteringKey = is(key, source) ? key : Entering.key(key);
    Object enteringValue = is(value, given) ? value : Entering.value(value);
    if (count == 0) {
      firstKey = enteringKey;
      firstValue = enteringValue;
    } else {
      addFurther(enteringKey, enteringValue);
    }
    count++;
  }

  private void addFurther(Object key, Object value) {
    if (count >= keys.length) {
      keys = Arrays.copyOf(keys, Math.max(FEW, count * 2));
      values = Arrays.copyOf(values, keys.length);
    }
    if (count == 1) {
      keys[0] = firstKey;
      values[0] = firstValue;
    }
    keys[count] = key;
    values[count] = value;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean is(Object emitted, Object given) {
    return emitted == given;
  }

  /** What was emitted so far, by key. */
  Emission emission() {
    return switch (count) {
      case 0 -> Emission.NONE;
      case 1 -> new Emission(firstKey, ValueList.of(firstValue));
      default -> hasOneKey() ? ofOneKey() : grouped();
    };
  }

  /** Ends the run. */
  void close() {
    open = false;
  }

  private Emission ofOneKey() {
    return new Emission(firstKey, ValueList.copyOf(values, 0, count));
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
      if (!keys[i].equals(firstKey)) {
        return false;
      }
    }
    return true;
  }
}
