package io.skipruntime.json;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The codec for sets: arrays without duplicates, in any order when read. */
final class SetCodec extends ValueCodec<Set<?>> {

  private final ValueCodec<?> element;

  SetCodec(ValueCodec<?> element) {
    this.element = element;
  }

  @Override
  @Nullable Set<?> read(Json json, Problems problems) {
    if (!(json instanceof JsonArray array)) {
      return mismatch(json, problems);
    }
    Object[] elements = ListCodec.readAll(element, array.elements(), problems);
    return elements == null ? null : distinct(elements, problems);
  }

  private static @Nullable Set<?> distinct(Object[] elements, Problems problems) {
    ValueSet set = ValueSet.of(elements);
    if (set.size() < elements.length) {
      Positions.forEachRepeated(
          elements,
          i -> {
            problems.enter(i);
            problems.invalid("the set has this element already");
            problems.leave();
          });
      return null;
    }
    return set;
  }

  @Override
  @Nullable Set<?> check(Object value, Problems problems) {
    if (!(value instanceof Set<?> set)) {
      return mismatch(value, problems);
    }
    ListCodec.Checked checked = ListCodec.Checked.of(element, set, problems);
    if (checked.values == null) {
      return null;
    }
    boolean keep = checked.same && set instanceof ValueSet;
    return keep ? set : distinct(checked.values, problems);
  }

  @Override
  String expected() {
    return "a " + describe();
  }

  @Override
  String plural() {
    return "sets of " + element.plural();
  }

  @Override
  public String describe() {
    return "set of " + element.plural();
  }

  @Override
  public JsonType jsonType() {
    return new JsonType.ArrayType(element.jsonType());
  }
}
