package io.skipruntime.spring.service;

import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.spring.SkipResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A resource of a running service.
 *
 * @param name its name
 * @param given the parameters, if there are any
 * @param service what is read
 * @param caller for whom
 * @param streams what is opened for users
 */
record ServiceResource<K, V>(
    String name,
    Optional<Object> given,
    ServiceInstance service,
    Caller caller,
    OpenedStreams streams)
    implements SkipResource<K, V> {

  /**
   * Parameters for a caller. A record that is the type of the parameters has the principal that its
   * maker gave it, and is taken as it is; anything else gets the caller as its principal.
   */
  static Object params(Optional<Object> given, Caller caller) {
    Object params = given.orElseGet(Resources.NoParameters::new);
    if (params instanceof Record && !(params instanceof Resources.NoParameters)) {
      return params;
    }
    Json json = given.isEmpty() ? Json.object(Map.of()) : Json.from(params);
    return new ClientParams(json, caller.principal());
  }

  @Override
  public SkipResource<K, V> with(Object params) {
    return new ServiceResource<>(name, Optional.of(params), service, caller, streams);
  }

  @Override
  public List<Entry<K, V>> getAll() {
    Object params = params(given, caller);
    caller.permit(name, params);
    return service.getAll(name, params);
  }

  @Override
  public List<V> get(K key) {
    Object params = params(given, caller);
    caller.permit(name, params);
    return service.getArray(name, params, key);
  }

  @Override
  public Following follow(Consumer<CollectionUpdate<K, V>> consumer) {
    return streams.follow(open(), consumer);
  }

  @Override
  public String open() {
    Object params = params(given, caller);
    return streams.open(name, params, caller.permit(name, params));
  }

  @Override
  public String toString() {
    return "resource " + name;
  }
}
