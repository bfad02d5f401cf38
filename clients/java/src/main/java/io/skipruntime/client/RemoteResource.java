package io.skipruntime.client;

import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.json.TypeReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A resource of a remote service with its parameters, and the types of its keys and values.
 * Immutable; equal to no other.
 *
 * @param <K> the type of its keys
 * @param <V> the type of its values
 */
public final class RemoteResource<K, V> {

  private final String name;
  private final Json params;
  private final Codec<K> keys;
  private final Codec<V> values;

  private RemoteResource(String name, Json params, Codec<K> keys, Codec<V> values) {
    this.name = name;
    this.params = params;
    this.keys = keys;
    this.values = values;
  }

  /**
   * A resource without parameters.
   *
   * @throws io.skipruntime.json.UnsupportedTypeException if a type cannot be made of JSON
   */
  public static <K, V> RemoteResource<K, V> of(String name, Class<K> keys, Class<V> values) {
    return new RemoteResource<>(name, Json.object(Map.of()), Codecs.of(keys), Codecs.of(values));
  }

  /**
   * A resource without parameters, whose keys or values have types with type arguments.
   *
   * @throws io.skipruntime.json.UnsupportedTypeException if a type cannot be made of JSON
   */
  public static <K, V> RemoteResource<K, V> of(
      String name, TypeReference<K> keys, TypeReference<V> values) {
    return new RemoteResource<>(name, Json.object(Map.of()), Codecs.of(keys), Codecs.of(values));
  }

  /** A resource without parameters, of whatever there is. */
  public static RemoteResource<Json, Json> of(String name) {
    return of(name, Json.class, Json.class);
  }

  /**
   * This resource with parameters: a record, or any other value that JSON can be made of.
   *
   * @throws IllegalArgumentException if it cannot
   */
  public RemoteResource<K, V> withParams(Object parameters) {
    return new RemoteResource<>(name, Json.from(parameters), keys, values);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its parameters. */
  public Json params() {
    return params;
  }

  /** A key as JSON. */
  public Json encodeKey(K key) {
    return keys.encode(key);
  }

  /**
   * A key in its type.
   *
   * @throws MismatchException if it is not of that type
   */
  public K decodeKey(Json key) {
    try {
      return keys.decode(key);
    } catch (DecodeException e) {
      throw new MismatchException("the key " + key + " of " + name, e);
    }
  }

  /**
   * The values of a key in their type.
   *
   * @param key whose they are, for the message
   * @throws MismatchException if one is not of that type
   */
  public List<V> decodeValues(Json key, List<Json> given) {
    List<V> decoded = new ArrayList<>(given.size());
    try {
      given.forEach(each -> decoded.add(values.decode(each)));
    } catch (DecodeException e) {
      throw new MismatchException("the values of the key " + key + " of " + name, e);
    }
    return List.copyOf(decoded);
  }

  /**
   * Entries in their types, sorted by key in the order of JSON.
   *
   * @return an unmodifiable map; it has keys without values if {@code entries} have
   * @throws MismatchException if a key or value is not of its type
   */
  public SortedMap<K, List<V>> decode(List<JsonEntry> entries) {
    SortedMap<K, List<V>> decoded = new TreeMap<>(CanonicalOrder.INSTANCE);
    for (JsonEntry each : entries) {
      decoded.put(decodeKey(each.key()), decodeValues(each.key(), each.values()));
    }
    return Collections.unmodifiableSortedMap(decoded);
  }

  /** Name and parameters. */
  @Override
  public String toString() {
    return name + " " + params;
  }
}
