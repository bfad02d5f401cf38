package io.skipruntime.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The codec for maps. With scalar keys they are objects; with other keys, arrays of [key, value]
 * pairs. An empty map is written as an object and read from both.
 */
final class MapCodec extends ValueCodec<Map<?, ?>> {

  private final ValueCodec<?> key;
  private final ValueCodec<?> value;

  MapCodec(ValueCodec<?> key, ValueCodec<?> value) {
    this.key = key;
    this.value = value;
  }

  @Override
  @Nullable Map<?, ?> read(Json json, Problems problems) {
    if (json instanceof JsonObject object && (key.isKey() || object.size() == 0)) {
      return readMembers(object, problems);
    }
    if (json instanceof JsonArray array && (!key.isKey() || array.size() == 0)) {
      return readPairs(array.elements(), problems);
    }
    return mismatch(json, problems);
  }

  private @Nullable Map<?, ?> readMembers(JsonObject object, Problems problems) {
    Map<Object, Object> entries = HashMap.newHashMap(object.size());
    boolean complete = true;
    for (int i = 0; i < object.size(); i++) {
      problems.enter(object.names[i]);
      Object readKey = key.readKey(object.names[i], problems);
      Object readValue = value.read(object.values[i], problems);
      complete &= put(entries, readKey, readValue, problems);
      problems.leave();
    }
    return complete ? Map.copyOf(entries) : null;
  }

  private @Nullable Map<?, ?> readPairs(List<Json> pairs, Problems problems) {
    Map<Object, Object> entries = HashMap.newHashMap(pairs.size());
    boolean complete = true;
    for (int i = 0; i < pairs.size(); i++) {
      problems.enter(i);
      if (pairs.get(i) instanceof JsonArray pair && pair.size() == 2) {
        problems.enter(0);
        Object readKey = key.read(pair.get(0), problems);
        problems.leave();
        problems.enter(1);
        Object readValue = value.read(pair.get(1), problems);
        problems.leave();
        complete &= put(entries, readKey, readValue, problems);
      } else {
        problems.expected("a list of a key and a value", JsonText.found(pairs.get(i)));
        complete = false;
      }
      problems.leave();
    }
    return complete ? Map.copyOf(entries) : null;
  }

  /** Adds an entry, unless a part of it is null because it had a problem. */
  private static boolean put(
      Map<Object, Object> entries,
      @Nullable Object key,
      @Nullable Object value,
      Problems problems) {
    if (key == null || value == null) {
      return false;
    }
    if (entries.putIfAbsent(key, value) != null) {
      problems.invalid("the map has this key already");
      return false;
    }
    return true;
  }

  @Override
  @Nullable Map<?, ?> check(Object object, Problems problems) {
    if (!(object instanceof Map<?, ?> map)) {
      return mismatch(object, problems);
    }
    Map<Object, Object> entries = HashMap.newHashMap(map.size());
    boolean complete = true;
    boolean same = ImmutableClasses.isImmutableMap(map);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      problems.enter(String.valueOf(entry.getKey()));
      Object checkedKey = checkPart(key, entry.getKey(), problems);
      Object checkedValue = checkPart(value, entry.getValue(), problems);
      complete &= put(entries, checkedKey, checkedValue, problems);
      same &=
          Identity.same(checkedKey, entry.getKey())
              && Identity.same(checkedValue, entry.getValue());
      problems.leave();
    }
    if (!complete) {
      return null;
    }
    return same ? map : Map.copyOf(entries);
  }

  private static @Nullable Object checkPart(
      ValueCodec<?> codec, @Nullable Object part, Problems problems) {
    if (part == null) {
      problems.expected(codec.expected(), "null");
      return null;
    }
    return codec.check(part, problems);
  }

  @Override
  String expected() {
    return "a " + describe();
  }

  @Override
  String plural() {
    return "maps from " + key.plural() + " to " + value.plural();
  }

  @Override
  public String describe() {
    return "map from " + key.plural() + " to " + value.plural();
  }
}
