package io.skipruntime.json;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A JSON object: members sorted by name.
 *
 * <ul>
 *   <li>{@code names} ascends strictly by code point, so names are unique
 *   <li>{@code values[i]} is the value of {@code names[i]}
 *   <li>{@code depth} is the number of arrays and objects that are one inside the other here, this
 *       one included
 *   <li>neither array changes after construction
 * </ul>
 */
public final class JsonObject implements Json {

  /** Among so many names one is found fastest by looking at each. */
  private static final int FEW = 8;

  private static final JsonObject EMPTY = new JsonObject(new String[0], new Json[0]);

  final String[] names;
  final Json[] values;
  private final int depth;

  private JsonObject(String[] names, Json[] values) {
    this.names = names;
    this.values = values;
    int deepest = 0;
    for (Json value : values) {
      deepest = Math.max(deepest, JsonDepth.of(value));
    }
    depth = deepest + 1;
  }

  /**
   * An object of the given members; the map is copied.
   *
   * @throws IllegalArgumentException if a name holds a lone surrogate
   */
  public static JsonObject of(Map<String, ? extends Json> members) {
    String[] names = members.keySet().toArray(new String[0]);
    Arrays.sort(names, CodePointOrder::compare);
    Json[] values = new Json[names.length];
    for (int i = 0; i < names.length; i++) {
      Json value = members.get(Utf8.requireWellFormed(names[i]));
      if (value == null) {
        throw new NullPointerException("the member " + names[i] + " is null; use Json.NULL");
      }
      values[i] = value;
    }
    return sorted(names, values);
  }

  /** Takes over both arrays; the names must ascend strictly. */
  static JsonObject sorted(String[] names, Json[] values) {
    return names.length == 0 ? EMPTY : new JsonObject(names, values);
  }

  /** The number of members. */
  public int size() {
    return names.length;
  }

  /** The names, ascending by code point. */
  public List<String> names() {
    return Collections.unmodifiableList(Arrays.asList(names));
  }

  /** True if there is a member of that name. */
  public boolean has(String name) {
    return indexOf(name) >= 0;
  }

  /**
   * The value of the member {@code name}.
   *
   * @throws NoSuchElementException if there is none
   */
  public Json get(String name) {
    int index = indexOf(name);
    if (index < 0) {
      throw new NoSuchElementException("no member " + JsonText.quote(name));
    }
    return values[index];
  }

  /** The value of the member {@code name}, empty if there is none. */
  public Optional<Json> find(String name) {
    int index = indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(values[index]);
  }

  /** The members as an immutable map that iterates in the order of the names. */
  public Map<String, Json> members() {
    return new MemberMap(this);
  }

  int depth() {
    return depth;
  }

  /** The position of a member, or a negative number. */
  int indexOf(String name) {
    if (names.length > FEW) {
      return Arrays.binarySearch(names, name, CodePointOrder::compare);
    }
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public JsonKind kind() {
    return JsonKind.OBJECT;
  }

  @Override
  public JsonObject asObject() {
    return this;
  }

  @Override
  public boolean equals(Object other) {
    if (other == this) {
      return true;
    }
    if (!(other instanceof JsonObject object)
        || object.depth != depth
        || !Arrays.equals(names, object.names)) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (!values[i].equals(object.values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (Json value : values) {
      hash = 31 * hash + value.hashCode();
    }
    return 31 * Arrays.hashCode(names) + hash;
  }

  @Override
  public int compareTo(Json other) {
    return JsonOrder.compare(this, other);
  }

  @Override
  public String toString() {
    return JsonText.of(this);
  }
}
