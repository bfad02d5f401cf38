package io.skipruntime.json;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The form of sets: arrays in canonical order. */
final class SetForm extends Form {

  @Override
  JsonKind kind(Object value) {
    return JsonKind.ARRAY;
  }

  @Override
  List<?> elements(Object value) {
    if (value instanceof ValueSet set) {
      return set.ascending();
    }
    Object[] elements = ((Set<?>) value).toArray();
    Arrays.sort(elements, CanonicalOrder.INSTANCE);
    return Arrays.asList(elements);
  }

  @Override
  void write(JsonWriter out, Object value) {
    writeElements(out, elements(value));
  }

  @Override
  Object normal(Object value, NormalForm form, int depth) {
    int inside = form.inside(depth);
    Object[] elements = ((Set<?>) value).toArray();
    boolean changed = !(value instanceof ValueSet);
    for (int i = 0; i < elements.length; i++) {
      Object element = form.ofKeys().of(elements[i], inside);
      changed |= !Identity.same(element, elements[i]);
      elements[i] = element;
    }
    return changed ? ValueSet.of(elements) : value;
  }
}
