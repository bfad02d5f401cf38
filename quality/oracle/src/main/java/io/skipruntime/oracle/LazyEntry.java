package io.skipruntime.oracle;

import io.skipruntime.EagerCollection;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import java.util.ArrayList;
import java.util.List;

/**
 * The lazy computations of generated programs.
 *
 * @param what the operation, as far as the function depends on it
 * @param over the collection it reads
 */
record LazyEntry(Operation what, Object over)
    implements ProgramFunction, LazyCompute<Object, Object> {

  @Override
  public Iterable<Object> compute(LazyCollection<Object, Object> self, Object key) {
    Recorder.ran(what, key);
    List<Object> values = new ArrayList<>();
    for (Object found : read(key).stream().limit(4).toList()) {
      int number = Kind.number(found);
      if (what.operator() == Operator.LAZY_THROW && number % 5 == what.a() % 5) {
        throw new ScriptedFailure("LAZY_THROW", found);
      }
      values.add(what.value().of(number + what.a()));
    }
    if (what.operator() == Operator.LAZY_CHAIN && !values.isEmpty() && values.size() < 3) {
      int next = Kind.number(values.getFirst());
      if (next % 3 != what.b() % 3) {
        values.addAll(self.get(what.key().of(next)));
      }
    }
    return values;
  }

  @SuppressWarnings("unchecked") // programs look up keys of the right kind
  private List<Object> read(Object key) {
    return over instanceof LazyCollection<?, ?> lazy
        ? ((LazyCollection<Object, Object>) lazy).get(key)
        : ((EagerCollection<Object, Object>) over).get(key);
  }
}
