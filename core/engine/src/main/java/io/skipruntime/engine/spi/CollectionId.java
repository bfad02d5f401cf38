package io.skipruntime.engine.spi;

import io.skipruntime.json.Json;

/** The name of a collection that is not computed. */
public sealed interface CollectionId {

  /**
   * An input of the service.
   *
   * @param name its name
   */
  record Input(String name) implements CollectionId {}

  /**
   * The data of an external resource, as functions use it with certain types.
   *
   * @param service name of the external service
   * @param resource name of the resource
   * @param params its parameters
   * @param keyType name of the type of the keys
   * @param valueType name of the type of the values
   */
  record External(String service, String resource, Json params, String keyType, String valueType)
      implements CollectionId {}
}
