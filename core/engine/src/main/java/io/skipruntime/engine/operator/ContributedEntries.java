package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private record Contribution(Object key, Object source, @Nullable ValueList values) {}

  private final List<Contribution> contributions = new ArrayList<>();
  private boolean mayRepeat;

  /**
   * Adds a contribution, of which there is none yet of the same source to the same key.
   *
   * @param values null if the source contributes nothing to the key
   */
  public void add(Object key, Object source, @Nullable ValueList values) {
    contributions.add(new Contribution(key, source, values));
  }

  /** From now on, one that is added may take the place of one that was added before. */
  public void allowRepetition() {
    mayRepeat = true;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return contributions.isEmpty();
  }

  /** Gives each to {@code target}. */
  void forEach(Target target) {
    if (!mayRepeat) {
      contributions.forEach(each -> target.accept(each.key(), each.source(), each.values()));
      return;
    }
    Map<Object, Map<Object, Contribution>> last = new KeyMap<>();
    for (Contribution each : contributions) {
      Map<Object, Contribution> known = last.get(each.key());
      if (known == null) {
        known = new KeyMap<>();
        last.put(each.key(), known);
      }
      known.put(each.source(), each);
    }
    last.values()
        .forEach(sources ->
            sources
                .values()
                .forEach(each -> target.accept(each.key(), each.source(), each.values())));
  }
}
