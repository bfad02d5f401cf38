package io.skipruntime.json;

import java.util.Arrays;
import java.util.List;

/**
 * The form of a record class with the annotation {@link Tuple}: an array of the components in the
 * order of declaration, after the tag if the class is below a sealed interface.
 */
final class TupleForm extends ComponentsForm {

  private final int tags;

  TupleForm(RecordShape shape) {
    super(shape);
    tags = shape.tag().isPresent() ? 1 : 0;
  }

  @Override
  JsonKind kind(Object value) {
    return JsonKind.ARRAY;
  }

  @Override
  List<?> elements(Object value) {
    Object[] elements = new Object[tags + shape.size()];
    shape.tag().ifPresent(tag -> elements[0] = tag);
    for (int i = 0; i < shape.size(); i++) {
      elements[tags + i] = content(value, i);
    }
    return Arrays.asList(elements);
  }

  @Override
  int compare(Object a, Object b) {
    if (a == b) {
      return 0;
    }
    for (int i = 0; i < shape.size(); i++) {
      int result = CanonicalOrder.INSTANCE.compare(content(a, i), content(b, i));
      if (result != 0) {
        return result;
      }
    }
    return 0;
  }

  @Override
  void write(JsonWriter out, Object value) {
    out.beginArray();
    shape.tag().ifPresent(out::write);
    for (int i = 0; i < shape.size(); i++) {
      out.write(content(value, i));
    }
    out.endArray();
  }
}
