package io.skipruntime.engine.graph;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps that take back what a transaction changed outside of the heap: the bookkeeping of nodes
 * and the shape of the graph. Each change is made together with the step that undoes it; {@link
 * #rollBack} runs the steps from the last to the first.
 */
public final class UndoLog {

  private final ArrayList<Runnable> steps = new ArrayList<>();

  /** Remembers how to take back a change that was just made. */
  public void add(Runnable step) {
    steps.add(step);
  }

  /** Maps {@code key} to {@code value}, or removes it if that is null. */
  public <K, V> void put(Map<K, V> map, K key, @Nullable V value) {
    V before = value == null ? map.remove(key) : map.put(key, value);
    if (before == null) {
      steps.add(() -> map.remove(key));
    } else {
      steps.add(() -> map.put(key, before));
    }
  }

  /** Adds {@code element} and says whether it was new. */
  public <E> boolean add(Set<E> set, E element) {
    boolean added = set.add(element);
    if (added) {
      steps.add(() -> set.remove(element));
    }
    return added;
  }

  /** Removes {@code element} and says whether it was there. */
  public <E> boolean remove(Set<E> set, E element) {
    boolean removed = set.remove(element);
    if (removed) {
      steps.add(() -> set.add(element));
    }
    return removed;
  }

  /** Takes everything back. */
  void rollBack() {
    for (Runnable step : steps.reversed()) {
      step.run();
    }
    steps.clear();
  }
}
