package io.skipruntime.mirror;

import io.skipruntime.DeclaredTypes;
import io.skipruntime.EagerCollection;
import io.skipruntime.SkipService;
import io.skipruntime.WiringException;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.UnsupportedTypeException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The collections that a service's resources share: the components of the record that {@code
 * createGraph} returns, by name, with the types of their entries. Immutable.
 *
 * @param record the record
 * @param byName its components
 */
record SharedCollections(Class<? extends Record> record, SequencedMap<String, Types> byName) {

  /**
   * The types of one collection's entries.
   *
   * @param key type of the keys
   * @param value type of the values
   * @param keys codec of the keys
   * @param values codec of the values
   */
  record Types(Type key, Type value, Codec<?> keys, Codec<?> values) {}

  private static final ClassValue<SharedCollections> OF =
      new ClassValue<>() {
        @Override
        protected SharedCollections computeValue(Class<?> record) {
          return read(record.asSubclass(Record.class));
        }
      };

  /**
   * Those of a service.
   *
   * @throws WiringException if its class does not say them, or they cannot be mirrored; names all
   *     that is wrong
   */
  static SharedCollections of(SkipService<?, ?> service) {
    return OF.get(
        DeclaredTypes.of(service)
            .shared()
            .orElseThrow(() ->
                new WiringException(
                    List.of(
                        service.getClass().getName()
                            + " must say which record its resources share: implements"
                            + " SkipService<Inputs, Shared>, where Shared is a record of"
                            + " EagerCollections"))));
  }

  /** Those of a record that is known to have them. */
  static SharedCollections of(Class<? extends Record> record) {
    return OF.get(record);
  }

  private static SharedCollections read(Class<? extends Record> record) {
    List<String> problems = new ArrayList<>();
    SequencedMap<String, Types> byName = new LinkedHashMap<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String place = record.getSimpleName() + "." + component.getName();
      if (component.getGenericType() instanceof ParameterizedType type
          && type.getRawType() == EagerCollection.class) {
        try {
          Type key = type.getActualTypeArguments()[0];
          Type value = type.getActualTypeArguments()[1];
          byName.put(component.getName(), new Types(key, value, Codecs.of(key), Codecs.of(value)));
        } catch (UnsupportedTypeException e) {
          e.problems().forEach(problem -> problems.add(place + ": " + problem));
        }
      } else {
        problems.add(
            place
                + ": only an EagerCollection<K, V> can be mirrored, which "
                + component.getGenericType().getTypeName()
                + " is not");
      }
    }
    if (!problems.isEmpty()) {
      throw new WiringException(problems);
    }
    return new SharedCollections(record, byName);
  }

  /** The record of the given collections, one for each name in order. */
  Record of(List<EagerCollection<?, ?>> collections) {
    try {
      Constructor<? extends Record> constructor =
          record.getDeclaredConstructor(
              Arrays.stream(record.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(collections.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record has a canonical constructor", e);
    }
  }
}
