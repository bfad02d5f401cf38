package io.skipruntime.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The form of maps: an object if every key is a scalar, which then stands for itself as text, and
 * otherwise an array of [key, value] pairs in canonical order of the keys. An empty map is an
 * object. Keys of class {@link Json} always make pairs, since their text would lose their kind.
 */
final class MapForm extends Form {

  @Override
  JsonKind kind(Object value) {
    for (Object key : ((Map<?, ?>) value).keySet()) {
      if (key == null || !ScalarForm.supports(key.getClass())) {
        return JsonKind.ARRAY;
      }
    }
    return JsonKind.OBJECT;
  }

  @Override
  int compare(Object a, Object b) {
    return a instanceof ValueMap one
            && b instanceof ValueMap other
            && one.hasTextKeys()
            && other.hasTextKeys()
        ? one.compareMembers(other)
        : super.compare(a, b);
  }

  @Override
  List<?> elements(Object value) {
    Map<?, ?> map = (Map<?, ?>) value;
    Object[] keys = map.keySet().toArray();
    Arrays.sort(keys, CanonicalOrder.INSTANCE);
    List<Object> pairs = new ArrayList<>(keys.length);
    for (Object key : keys) {
      Object content = map.get(key);
      if (content == null) {
        throw new IllegalArgumentException("a map holds null");
      }
      pairs.add(List.of(key, content));
    }
    return pairs;
  }

  @Override
  String[] names(Object value) {
    Entry[] entries = sortedEntries(value);
    String[] names = new String[entries.length];
    Arrays.setAll(names, i -> entries[i].name());
    return names;
  }

  @Override
  Object[] values(Object value) {
    Entry[] entries = sortedEntries(value);
    Object[] values = new Object[entries.length];
    Arrays.setAll(values, i -> entries[i].value());
    return values;
  }

  @Override
  void write(JsonWriter out, Object value) {
    if (kind(value) == JsonKind.ARRAY) {
      writeElements(out, elements(value));
      return;
    }
    out.beginObject();
    for (Entry entry : sortedEntries(value)) {
      out.name(entry.name()).write(entry.value());
    }
    out.endObject();
  }

  private record Entry(String name, Object value) {}

  private static Entry[] sortedEntries(Object value) {
    Map<?, ?> map = (Map<?, ?>) value;
    List<Entry> entries = new ArrayList<>(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      entries.add(new Entry(((ScalarForm) of(key)).keyText(key), entry.getValue()));
    }
    entries.sort((a, b) -> CodePointOrder.compare(a.name(), b.name()));
    return entries.toArray(new Entry[0]);
  }

  @Override
  Object normal(Object value, NormalForm form, int depth) {
    Map<?, ?> map = (Map<?, ?>) value;
    int inside = kind(map) == JsonKind.ARRAY ? form.inside(form.inside(depth)) : form.inside(depth);
    boolean changed = !(map instanceof ValueMap);
    List<Object> keys = new ArrayList<>(map.size());
    List<Object> contents = new ArrayList<>(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = form.ofKeys().of(entry.getKey(), inside);
      Object content = form.of(entry.getValue(), inside);
      changed |= !Identity.same(key, entry.getKey()) || !Identity.same(content, entry.getValue());
      keys.add(key);
      contents.add(content);
    }
    if (!changed) {
      return value;
    }
    ValueMap normal = ValueMap.of(keys.toArray(), contents.toArray());
    requireDistinctNames(normal);
    return normal;
  }

  /** Checks that no two keys, such as a Long and a String, become the same member. */
  private void requireDistinctNames(ValueMap map) {
    if (kind(map) != JsonKind.OBJECT) {
      return;
    }
    String[] names = names(map);
    for (int i = 1; i < names.length; i++) {
      if (names[i].equals(names[i - 1])) {
        throw new IllegalArgumentException(
            "a map has two keys with the text " + JsonText.quote(names[i]));
      }
    }
  }
}
