package io.skipruntime.json;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The codec for lists. */
final class ListCodec extends ValueCodec<List<?>> {

  private final ValueCodec<?> element;

  ListCodec(ValueCodec<?> element) {
    this.element = element;
  }

  @Override
  @Nullable List<?> read(Json json, Problems problems) {
    if (!(json instanceof JsonArray array)) {
      return mismatch(json, problems);
    }
    Object[] elements = readAll(element, array.elements(), problems);
    return elements == null ? null : LongList.compact(elements);
  }

  /** The elements of an array, or null if there is a problem with one. */
  static Object @Nullable [] readAll(ValueCodec<?> codec, List<Json> elements, Problems problems) {
    Object[] values = new Object[elements.size()];
    boolean complete = true;
    for (int i = 0; i < values.length; i++) {
      problems.enter(i);
      Object value = codec.read(elements.get(i), problems);
      problems.leave();
      if (value == null) {
        complete = false;
      } else {
        values[i] = value;
      }
    }
    return complete ? values : null;
  }

  @Override
  @Nullable List<?> check(Object value, Problems problems) {
    if (!(value instanceof List<?> list)) {
      return mismatch(value, problems);
    }
    Checked checked = Checked.of(element, list, problems);
    if (checked.values == null) {
      return null;
    }
    boolean keep = checked.same && ImmutableClasses.isImmutableCollection(list);
    return keep ? list : LongList.compact(checked.values);
  }

  /**
   * The result of checking the elements of a collection: {@code values} is null if there was a
   * problem; {@code same} is true if they are the very objects that the collection holds.
   */
  static final class Checked {
    Object @Nullable [] values;
    boolean same = true;

    static Checked of(ValueCodec<?> codec, Collection<?> collection, Problems problems) {
      Checked result = new Checked();
      Object[] values = collection.toArray();
      boolean complete = true;
      for (int i = 0; i < values.length; i++) {
        problems.enter(i);
        Object value = values[i] == null ? null : codec.check(values[i], problems);
        if (values[i] == null) {
          problems.expected(codec.expected(), "null");
        }
        problems.leave();
        complete &= value != null;
        if (value != null) {
          result.same &= Identity.same(value, values[i]);
          values[i] = value;
        }
      }
      result.values = complete ? values : null;
      return result;
    }
  }

  @Override
  String expected() {
    return "a " + describe();
  }

  @Override
  String plural() {
    return "lists of " + element.plural();
  }

  @Override
  public String describe() {
    return "list of " + element.plural();
  }

  @Override
  public JsonType jsonType() {
    return new JsonType.ArrayType(element.jsonType());
  }
}
