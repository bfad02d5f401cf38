package io.skipruntime.json;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
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
    Entries entries = new Entries(object.size());
    for (int i = 0; i < object.size(); i++) {
      problems.enter(object.names[i]);
      Object readKey = key.readKey(object.names[i], problems);
      entries.add(readKey, value.read(object.values[i], problems));
      problems.leave();
    }
    return entries.toMap(problems, i -> problems.enter(object.names[i]));
  }

  private @Nullable Map<?, ?> readPairs(List<Json> pairs, Problems problems) {
    Entries entries = new Entries(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      problems.enter(i);
      if (pairs.get(i) instanceof JsonArray pair && pair.size() == 2) {
        problems.enter(0);
        Object readKey = key.read(pair.get(0), problems);
        problems.leave();
        problems.enter(1);
        entries.add(readKey, value.read(pair.get(1), problems));
        problems.leave();
      } else {
        problems.expected("a list of a key and a value", JsonText.found(pairs.get(i)));
        entries.add(null, null);
      }
      problems.leave();
    }
    return entries.toMap(problems, problems::enter);
  }

  @Override
  @Nullable Map<?, ?> check(Object object, Problems problems) {
    if (!(object instanceof Map<?, ?> map)) {
      return mismatch(object, problems);
    }
    Entries entries = new Entries(map.size());
    boolean same = map instanceof ValueMap;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      problems.enter(String.valueOf(entry.getKey()));
      Object checkedKey = checkPart(key, entry.getKey(), problems);
      Object checkedValue = checkPart(value, entry.getValue(), problems);
      entries.add(checkedKey, checkedValue);
      same &=
          Identity.same(checkedKey, entry.getKey())
              && Identity.same(checkedValue, entry.getValue());
      problems.leave();
    }
    return same ? map : entries.toMap(problems, problems::enter);
  }

  private static @Nullable Object checkPart(
      ValueCodec<?> codec, @Nullable Object part, Problems problems) {
    if (part == null) {
      problems.expected(codec.expected(), "null");
      return null;
    }
    return codec.check(part, problems);
  }

  /**
   * The entries read so far. {@code keys[0..count)} belong to {@code values[0..count)}; {@code
   * positions} are their places among all entries, including those that had a problem.
   */
  private static final class Entries {
    private final Object[] keys;
    private final Object[] values;
    private final int[] positions;
    private int seen;
    private int count;

    Entries(int size) {
      keys = new Object[size];
      values = new Object[size];
      positions = new int[size];
    }

    /** Adds an entry; a part of it is null if it had a problem. */
    void add(@Nullable Object key, @Nullable Object value) {
      if (key != null && value != null) {
        keys[count] = key;
        values[count] = value;
        positions[count++] = seen;
      }
      seen++;
    }

    /** The map, or null if there was a problem; {@code enter} leads to the entry at a position. */
    @Nullable Map<?, ?> toMap(Problems problems, IntConsumer enter) {
      Object[] complete = Arrays.copyOf(keys, count);
      int before = problems.count();
      Positions.forEachRepeated(
          complete,
          i -> {
            enter.accept(positions[i]);
            problems.invalid("the map has this key already");
            problems.leave();
          });
      return count < seen || problems.count() > before
          ? null
          : ValueMap.of(complete, Arrays.copyOf(values, count));
    }
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

  @Override
  public JsonType jsonType() {
    return key.isKey()
        ? new JsonType.MapType(key.jsonType(), value.jsonType())
        : new JsonType.PairsType(key.jsonType(), value.jsonType());
  }
}
