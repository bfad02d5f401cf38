package io.skipruntime.testkit.scratch;

import io.skipruntime.CyclicComputationException;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.SkipException;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A lazy collection: a function that remembers its answers and notices when it needs itself. */
final class ScratchLazy<K, V> implements LazyCollection<K, V> {

  /** The failure that a reader of an entry sees; a new one each time, as failures are. */
  private static final class Failed {}

  private final String name;
  private final LazyCompute<K, V> compute;
  private final Runs runs;
  private final Map<Object, List<V>> answers = new TreeMap<>(CanonicalOrder.INSTANCE);
  private final Map<Object, SkipException> failures = new TreeMap<>(CanonicalOrder.INSTANCE);
  private final Set<Object> computing = new TreeSet<>(CanonicalOrder.INSTANCE);

  ScratchLazy(String name, LazyCompute<K, V> compute, Runs runs) {
    this.name = name;
    this.compute = compute;
    this.runs = runs;
  }

  @Override
  public List<V> get(K key) {
    Object canonical = CanonicalKey.of(key);
    try {
      List<V> values = computed(canonical);
      runs.read(name, canonical, values);
      return values;
    } catch (RuntimeException e) {
      runs.read(name, canonical, new Failed());
      throw e;
    }
  }

  @SuppressWarnings("unchecked") // the normal form of a key has its class
  private List<V> computed(Object canonical) {
    if (failures.containsKey(canonical)) {
      throw failures.get(canonical);
    }
    List<V> known = answers.get(canonical);
    if (known != null) {
      return known;
    }
    if (!computing.add(canonical)) {
      throw new CyclicComputationException("an entry needs itself: " + canonical);
    }
    try {
      List<V> values =
          runs.run(
              name,
              compute,
              canonical,
              "",
              () -> {
                List<V> collected = new ArrayList<>();
                compute
                    .compute(this, (K) canonical)
                    .forEach(value -> collected.add((V) CanonicalValue.of(value)));
                return collected;
              });
      answers.put(canonical, List.copyOf(values));
      return values;
    } catch (RuntimeException e) {
      failures.put(canonical, new SkipException("a lazy entry failed", e));
      throw new SkipException("a lazy entry failed", e);
    } finally {
      computing.remove(canonical);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
