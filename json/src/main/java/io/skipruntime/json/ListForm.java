package io.skipruntime.json;

import java.util.List;

/** The form of lists: arrays. */
final class ListForm extends Form {

  @Override
  JsonKind kind(Object value) {
    return JsonKind.ARRAY;
  }

  @Override
  List<?> elements(Object value) {
    return (List<?>) value;
  }

  @Override
  void write(JsonWriter out, Object value) {
    if (value instanceof LongList numbers) {
      out.beginArray();
      for (int i = 0; i < numbers.size(); i++) {
        out.write(numbers.getLong(i));
      }
      out.endArray();
    } else {
      writeElements(out, (List<?>) value);
    }
  }

  @Override
  Object normal(Object value) {
    if (value instanceof LongList) {
      return value;
    }
    List<?> list = (List<?>) value;
    Object[] elements = list.toArray();
    boolean changed = !ImmutableClasses.isImmutableCollection(list);
    for (int i = 0; i < elements.length; i++) {
      Object normal = CanonicalKey.of(elements[i]);
      changed |= !Identity.same(normal, elements[i]);
      elements[i] = normal;
    }
    return changed ? LongList.compact(elements) : value;
  }
}
