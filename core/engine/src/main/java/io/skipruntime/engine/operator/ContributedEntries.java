package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Contributions that have changed: the values that source entries now contribute to keys. For one
 * thread.
 */
public final class ContributedEntries {

  /** A taker of contributions. */
  interface Target {

    /**
     * Takes one.
     *
     * @param values null if the source contributes nothing to the key
     */
    void accept(Object key, Object source, @Nullable ValueList values);
  }

  private final Map<Object, Map<Object, Optional<ValueList>>> byKey = new KeyMap<>();

  /**
   * Adds a contribution; it takes the place of one of the same source to the same key.
   *
   * @param values null if the source contributes nothing to the key
   */
  public void put(Object key, Object source, @Nullable ValueList values) {
    Map<Object, Optional<ValueList>> known = byKey.get(key);
    if (known == null) {
      known = new KeyMap<>();
      byKey.put(key, known);
    }
    known.put(source, Optional.ofNullable(values));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Gives each to {@code target}. */
  void forEach(Target target) {
    byKey.forEach((key, sources) ->
        sources.forEach((source, values) -> target.accept(key, source, values.orElse(null))));
  }
}
