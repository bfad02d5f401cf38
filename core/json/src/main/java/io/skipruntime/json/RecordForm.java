package io.skipruntime.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
final class RecordForm extends ComponentsForm {

  private static final int TAG = -1;

  private final String[] names;
  private final int[] order;
  private final byte[][] before;
  private final byte[] after;

  RecordForm(RecordShape shape) {
    super(shape);
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
}
