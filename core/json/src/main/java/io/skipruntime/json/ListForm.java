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
  Object normal(Object value, NormalForm form, int depth) {
    int inside = form.inside(depth);
    if (value instanceof LongList) {
      return value;
    }
    List<?> list = (List<?>) value;
    if (ImmutableClasses.isImmutableCollection(list) && isNormal(list, form, inside)) {
      return value;
    }
    Object[] elements = list.toArray();
    for (int i = 0; i < elements.length; i++) {
      elements[i] = form.of(elements[i], inside);
    }
    return LongList.compact(elements);
  }

  private static boolean isNormal(List<?> list, NormalForm form, int depth) {
    for (Object element : list) {
      if (!Identity.same(form.of(element, depth), element)) {
        return false;
      }
    }
    return true;
  }
}
