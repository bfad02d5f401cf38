package io.skipruntime.client;

import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.TypeReference;
import java.util.List;
import java.util.Map;

/**
 * An input collection of a remote service, and the types of its keys and values. Immutable.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public final class RemoteInput<K, V> {

  private final String name;
  private final Codec<K> keys;
  private final Codec<V> values;

  private RemoteInput(String name, Codec<K> keys, Codec<V> values) {
    this.name = name;
    this.keys = keys;
    this.values = values;
  }

  /**
   * An input.
   *
   * @throws io.skipruntime.json.UnsupportedTypeException if JSON cannot be made of a type
   */
  public static <K, V> RemoteInput<K, V> of(String name, Class<K> keys, Class<V> values) {
    return new RemoteInput<>(name, Codecs.of(keys), Codecs.of(values));
  }

  /**
   * An input whose keys or values have types with type arguments.
   *
   * @throws io.skipruntime.json.UnsupportedTypeException if JSON cannot be made of a type
   */
  public static <K, V> RemoteInput<K, V> of(
      String name, TypeReference<K> keys, TypeReference<V> values) {
    return new RemoteInput<>(name, Codecs.of(keys), Codecs.of(values));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** An entry of a key with the given values; without any, it says that the key is gone. */
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is only read.
  public final JsonEntry entry(K key, V... given) {
    return entry(key, List.of(given));
  }

  /** As {@link #entry(Object, Object[])}, with a list of values. */
  public JsonEntry entry(K key, List<? extends V> given) {
    return new JsonEntry(
        keys.encode(key), given.stream().map(each -> values.encode(each)).toList());
  }

  /** Entries for the wire; a key without values is gone. */
  public List<JsonEntry> entries(Map<? extends K, ? extends List<? extends V>> given) {
    return given.entrySet().stream().map(each -> entry(each.getKey(), each.getValue())).toList();
  }
}
