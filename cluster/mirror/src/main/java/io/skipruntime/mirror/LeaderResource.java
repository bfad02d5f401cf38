package io.skipruntime.mirror;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.SkipException;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonString;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The resource that followers mirror: a shared collection, by its name; or several, by an array of
 * their names, as one collection whose keys are arrays of a collection's name and a key of it.
 * Since a commit is one event of a stream, what it changed in several collections arrives together.
 *
 * @param names a name, or an array of them
 * @param <S> what resources are built from
 */
record LeaderResource<S extends Record>(Json names) implements Resource<S> {

  /** The mapper that puts a collection's name before each key. */
  record Named(String name) implements Mapper<Object, Object, Json, Json> {
    @Override
    public void mapEntry(Object key, Values<Object> values, Emitter<Json, Json> out) {
      Json named = Json.array(Json.of(name), Json.from(key));
      for (Object value : values) {
        out.emit(named, Json.from(value));
      }
    }
  }

  @Override
  public EagerCollection<?, ?> instantiate(S shared, Context context) {
    Map<String, EagerCollection<?, ?>> collections = collections(shared);
    return switch (names) {
      case JsonString name -> find(collections, name);
      case JsonArray several -> together(collections, several.elements());
      default ->
          throw new SkipException(
              "a follower asks for a collection by its name, or several"
                  + " by an array of names; there are "
                  + collections.keySet());
    };
  }

  private static EagerCollection<?, ?> together(
      Map<String, EagerCollection<?, ?>> collections, List<Json> names) {
    List<EagerCollection<Json, Json>> named = new ArrayList<>();
    for (Json name : names.stream().distinct().toList()) {
      named.add(named(find(collections, name), new Named(name.asString())));
    }
    if (named.isEmpty()) {
      throw new SkipException(
          "a follower asks for at least one collection; there are " + collections.keySet());
    }
    return named.getFirst().merge(named.subList(1, named.size()));
  }

  @SuppressWarnings("unchecked") // the mapper takes any keys and values
  private static EagerCollection<Json, Json> named(EagerCollection<?, ?> collection, Named mapper) {
    return ((EagerCollection<Object, Object>) collection).map(mapper);
  }

  private static EagerCollection<?, ?> find(
      Map<String, EagerCollection<?, ?>> collections, Json name) {
    EagerCollection<?, ?> found =
        name instanceof JsonString string ? collections.get(string.value()) : null;
    if (found == null) {
      throw new SkipException(
          "there is no shared collection " + name + "; there are " + collections.keySet());
    }
    return found;
  }

  /** The components that are collections, by name. */
  private static Map<String, EagerCollection<?, ?>> collections(Record shared) {
    return Arrays.stream(shared.getClass().getRecordComponents())
        .filter(component -> component.getType() == EagerCollection.class)
        .collect(
            Collectors.toMap(RecordComponent::getName, component -> valueOf(component, shared)));
  }

  private static EagerCollection<?, ?> valueOf(RecordComponent component, Record shared) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return (EagerCollection<?, ?>) accessor.invoke(shared);
    } catch (ReflectiveOperationException e) {
      throw new SkipException("the shared collection " + component.getName() + " is not there", e);
    }
  }
}
