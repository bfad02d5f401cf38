package io.skipruntime.oracle;

import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.LazyCollection;
import io.skipruntime.Values;
import java.util.List;

/**
 * A mapper that creates a collection for each entry, and reads it.
 *
 * @param what the operation, as far as the function depends on it
 * @param created what it creates
 * @param on the collections it creates that over
 */
record NestedMapping(Operation what, Operation created, List<?> on)
    implements ProgramFunction, ContextMapper<Object, Object, Object, Object> {

  @Override
  public void mapEntry(
      Object key, Values<Object> values, Emitter<Object, Object> out, Context context) {
    Recorder.ran(what, key);
    Object own = what.key().from(key);
    for (Object value : values.toList().subList(0, Math.min(3, values.size()))) {
      Object collection = Wiring.build(created, on, context, Kind.number(value) % 3);
      Object asked = created.key().of(Kind.number(value) + what.a());
      for (Object found : read(collection, asked).stream().limit(2).toList()) {
        out.emit(own, what.value().from(found));
      }
      if (collection instanceof EagerCollection<?, ?> eager) {
        out.emit(own, what.value().of(eager.size()));
      }
    }
  }

  @SuppressWarnings("unchecked") // programs look up keys of the right kind
  private static List<Object> read(Object collection, Object key) {
    return collection instanceof LazyCollection<?, ?> lazy
        ? ((LazyCollection<Object, Object>) lazy).get(key)
        : ((EagerCollection<Object, Object>) collection).get(key);
  }
}
