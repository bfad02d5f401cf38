package io.skipruntime.connect;

import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.Tuple;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way from the JSON of a broker's record to a type that a resource is used with. For a record
 * type its components are found among the members of an object by name, see {@link RecordFields};
 * other members do not count. Immutable.
 */
public final class EntryReader {

  private final Codec<?> codec;
  private final Optional<List<String>> components;
  private final boolean isTuple;

  private EntryReader(Codec<?> codec, Optional<List<String>> components, boolean isTuple) {
    this.codec = codec;
    this.components = components;
    this.isTuple = isTuple;
  }

  /**
   * The reader for a type.
   *
   * @throws IllegalArgumentException if JSON has no form for it
   */
  public static EntryReader of(Type type) {
    if (type instanceof Class<?> known && known.isRecord()) {
      List<String> names = new ArrayList<>();
      for (RecordComponent component : known.getRecordComponents()) {
        names.add(component.getName());
      }
      return new EntryReader(
          Codecs.of(type), Optional.of(names), known.isAnnotationPresent(Tuple.class));
    }
    return new EntryReader(Codecs.of(type), Optional.empty(), false);
  }

  /**
   * The object of the type that JSON stands for.
   *
   * @throws io.skipruntime.json.DecodeException if it stands for none
   */
  public Object read(Json json) {
    return codec.decode(
        json instanceof JsonObject object && components.isPresent()
            ? picked(object, components.get())
            : json);
  }

  private static boolean hasAll(JsonObject object, List<String> names) {
    for (String name : names) {
      if (!object.has(name)) {
        return false;
      }
    }
    return true;
  }

  private Json picked(JsonObject object, List<String> names) {
    if (!isTuple && object.size() == names.size() && hasAll(object, names)) {
      return object;
    }
    Map<String, Json> members = new LinkedHashMap<>();
    for (String name : names) {
      RecordFields.find(object, name).ifPresent(member -> members.put(name, member));
    }
    return isTuple ? Json.array(List.copyOf(members.values())) : Json.object(members);
  }
}
