package io.skipruntime.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form of a record class: an object with a member per component and, below a sealed interface,
 * the tag {@code type}. An absent component (null or an empty Optional) is the member null, so that
 * all values of a class have the same names.
 *
 * <ul>
 *   <li>{@code names} ascends; {@code order[i]} is the component of {@code names[i]}, −1 for the
 *       tag
 *   <li>{@code before[i]} is the text between the value of member i−1 and that of member i, where
 *       the tag counts as text; {@code after} is the text after the last value
 * </ul>
 */
final class RecordForm extends Form {

  private static final int TAG = -1;

  private final RecordShape shape;
  private final String[] names;
  private final int[] order;
  private final byte[][] before;
  private final byte[] after;
  private final boolean alwaysNormal;

  RecordForm(RecordShape shape) {
    this.shape = shape;
    List<String> sorted = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      sorted.add(shape.name(i));
    }
    List<String> declared = List.copyOf(sorted);
    shape.checkTag();
    if (shape.tag().isPresent()) {
      sorted.add(RecordShape.TAG_NAME);
    }
    sorted.sort(CodePointOrder::compare);
    names = sorted.toArray(new String[0]);
    order = sorted.stream().mapToInt(declared::indexOf).toArray();
    before = new byte[names.length][];
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : ",").append(JsonText.quote(names[i])).append(':');
      if (order[i] == TAG) {
        text.append(JsonText.quote(shape.tag().orElseThrow()));
      } else {
        before[i] = text.toString().getBytes(StandardCharsets.UTF_8);
        text.setLength(0);
      }
    }
    after = text.append('}').toString().getBytes(StandardCharsets.UTF_8);
    alwaysNormal = NormalTypes.isAlwaysNormal(shape.type());
  }

  @Override
  JsonKind kind(Object value) {
    return JsonKind.OBJECT;
  }

  @Override
  String[] names(Object value) {
    return names;
  }

  @Override
  Object[] values(Object value) {
    Object[] values = new Object[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = order[i] == TAG ? shape.tag().orElseThrow() : content(value, order[i]);
    }
    return values;
  }

  /** The value of a component, without its Optional, {@link Json#NULL} if absent. */
  private Object content(Object record, int component) {
    Object value = shape.get(record, component);
    if (value instanceof Optional<?> optional) {
      return optional.isPresent() ? optional.get() : Json.NULL;
    }
    return value == null ? Json.NULL : value;
  }

  @Override
  int compare(Object a, Object b) {
    if (a == b) {
      return 0;
    }
    for (int component : order) {
      if (component != TAG) {
        int result = CanonicalOrder.INSTANCE.compare(content(a, component), content(b, component));
        if (result != 0) {
          return result;
        }
      }
    }
    return 0;
  }

  @Override
  void write(JsonWriter out, Object value) {
    out.beforeValue();
    for (int i = 0; i < names.length; i++) {
      if (order[i] != TAG) {
        out.appendPart(before[i]);
        out.write(content(value, order[i]));
      }
    }
    out.appendEnd(after);
  }

  @Override
  Object normal(Object value) {
    if (alwaysNormal) {
      return value;
    }
    @Nullable Object[] components = new @Nullable Object[shape.size()];
    boolean changed = false;
    for (int i = 0; i < components.length; i++) {
      Object component = shape.get(value, i);
      Object normal = component == null ? null : normalComponent(component);
      changed |= !Identity.same(normal, component);
      components[i] = normal;
    }
    return changed ? shape.create(components) : value;
  }

  private static Object normalComponent(Object component) {
    if (!(component instanceof Optional<?> optional)) {
      return CanonicalKey.part(component);
    }
    if (optional.isEmpty()) {
      return component;
    }
    Object content = optional.get();
    Object normal = CanonicalKey.part(content);
    return Identity.same(normal, content) ? component : Optional.of(normal);
  }
}
