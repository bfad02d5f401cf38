package io.skipruntime.json;

import java.util.HashSet;
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
    Set<Object> distinct = HashSet.newHashSet(elements.length);
    for (int i = 0; i < elements.length; i++) {
      if (!distinct.add(elements[i])) {
        problems.enter(i);
        problems.invalid("the set has this element already");
        problems.leave();
      }
    }
    return distinct.size() < elements.length ? null : Set.copyOf(distinct);
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
    boolean keep = checked.same && ImmutableClasses.isImmutableCollection(set);
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
}
