package io.skipruntime.mirror;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.WiringException;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The resources of a service, over collections that mirror those of its leader. It has no inputs:
 * those are written at the leader.
 *
 * @param <S> what resources are built from
 */
final class FollowerService<S extends Record> implements SkipService<FollowerService.NoInputs, S> {

  /** A follower has no input collections. */
  record NoInputs() {}

  /** The mapper that gives the keys and values of one mirrored collection their types. */
  record Typed(Class<? extends Record> shared, String name)
      implements Mapper<Json, Json, Object, Object> {
    @Override
    public void mapEntry(Json named, Values<Json> values, Emitter<Object, Object> out) {
      SharedCollections.Types types =
          Objects.requireNonNull(SharedCollections.of(shared).byName().get(name));
      Object key = types.keys().decode(named.asArray().elements().get(1));
      for (Json value : values) {
        out.emit(key, types.values().decode(value));
      }
    }
  }

  static final String LEADER = "__skip_leader";

  private final SkipService<?, S> service;
  private final ExternalService leader;
  private final Mirroring mirroring;
  private final SharedCollections collections;

  FollowerService(SkipService<?, S> service, ExternalService leader, Mirroring mirroring) {
    this.service = service;
    this.leader = leader;
    this.mirroring = mirroring;
    this.collections = SharedCollections.of(service);
  }

  @Override
  public Resources<S> resources() {
    return service.resources();
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    Map<String, ExternalService> services = new LinkedHashMap<>(service.externalServices());
    if (services.put(LEADER, leader) != null) {
      throw new WiringException(
          List.of("externalServices: the name " + LEADER + " is taken by the leader"));
    }
    return services;
  }

  @Override
  @SuppressWarnings("unchecked") // the record that the service declares
  public S createGraph(NoInputs inputs, Context context) {
    return (S)
        collections.of(
            switch (mirroring) {
              case TOGETHER -> together(context);
              case SEPARATELY -> separately(context);
            });
  }

  private List<EagerCollection<?, ?>> together(Context context) {
    List<Json> names = collections.byName().keySet().stream().<Json>map(Json::of).toList();
    EagerCollection<Json, Json> all =
        context.useExternalResource(
            ExternalResource.of(LEADER, LeaderService.RESOURCE, Json.class, Json.class)
                .withParams(Json.array(names)));
    List<EagerCollection<?, ?>> mirrored = new ArrayList<>();
    for (String name : collections.byName().keySet()) {
      mirrored.add(
          all.slice(Json.array(Json.of(name)), Json.array(Json.of(name + "\0")))
              .map(new Typed(collections.record(), name)));
    }
    return mirrored;
  }

  private List<EagerCollection<?, ?>> separately(Context context) {
    List<EagerCollection<?, ?>> mirrored = new ArrayList<>();
    collections
        .byName()
        .forEach((name, types) ->
            mirrored.add(
                context.useExternalResource(
                    new ExternalResource<>(
                        LEADER,
                        LeaderService.RESOURCE,
                        Json.of(name),
                        types.key(),
                        types.value()))));
    return mirrored;
  }
}
