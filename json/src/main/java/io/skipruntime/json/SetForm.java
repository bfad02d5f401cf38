package io.skipruntime.json;

import java.util.Arrays;
import java.util.HashSet;
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
    Object[] elements = ((Set<?>) value).toArray();
    Arrays.sort(elements, CanonicalOrder.INSTANCE);
    return Arrays.asList(elements);
  }

  @Override
  void write(JsonWriter out, Object value) {
    writeElements(out, elements(value));
  }

  @Override
  Object normal(Object value) {
    Set<?> set = (Set<?>) value;
    boolean changed = !ImmutableClasses.isImmutableCollection(set);
    Set<Object> normals = HashSet.newHashSet(set.size());
    for (Object element : set) {
      Object normal = CanonicalKey.of(element);
      changed |= !Identity.same(normal, element);
      normals.add(normal);
    }
    return changed ? Set.copyOf(normals) : value;
  }
}
