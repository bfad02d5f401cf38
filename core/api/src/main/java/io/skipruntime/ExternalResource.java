package io.skipruntime;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.TypeReference;
import java.lang.reflect.Type;
import java.util.Map;

/**
 * A resource of an external service, and the types its data is decoded into. Immutable.
 *
 * @param service name of the external service, a key of {@link SkipService#externalServices}
 * @param identifier name of the resource at that service
 * @param params parameters of the resource
 * @param keyType type of the keys
 * @param valueType type of the values
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record ExternalResource<K, V>(
    String service, String identifier, Json params, Type keyType, Type valueType) {

  /** A resource with the parameters {@code {}}. */
  public static <K, V> ExternalResource<K, V> of(
      String service, String identifier, Class<K> keyType, Class<V> valueType) {
    return new ExternalResource<>(service, identifier, noParams(), keyType, valueType);
  }

  /** As {@link #of(String, String, Class, Class)}, for generic types. */
  public static <K, V> ExternalResource<K, V> of(
      String service, String identifier, TypeReference<K> keyType, TypeReference<V> valueType) {
    return new ExternalResource<>(
        service, identifier, noParams(), keyType.type(), valueType.type());
  }

  /** The same resource with other parameters. */
  public ExternalResource<K, V> withParams(Json newParams) {
    return new ExternalResource<>(service, identifier, newParams, keyType, valueType);
  }

  private static JsonObject noParams() {
    return Json.object(Map.of());
  }
}
