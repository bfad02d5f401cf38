package io.skipruntime.testkit.scratch;

import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The types of the inputs of a service that can be written to, and what writes make of their
 * contents. Immutable.
 */
public final class InputTypes {

  private record Input(Codec<?> keys, Codec<?> values) {}

  private final Map<String, Input> inputs = new LinkedHashMap<>();

  private InputTypes() {}

  /** The types that a service declares. */
  public static InputTypes of(SkipService<?, ?> service) {
    InputTypes types = new InputTypes();
    for (RecordComponent component :
        ScratchEvaluation.inputsType(service.getClass()).getRecordComponents()) {
      if (!(component.getGenericType() instanceof ParameterizedType collection)
          || collection.getRawType() != EagerCollection.class) {
        throw new IllegalArgumentException(component + " is not an EagerCollection");
      }
      if (service.externalInputs().containsKey(component.getName())) {
        continue;
      }
      types.inputs.put(
          component.getName(),
          new Input(
              Codecs.of(collection.getActualTypeArguments()[0]),
              Codecs.of(collection.getActualTypeArguments()[1])));
    }
    return types;
  }

  /** The names of the inputs, in the order they are declared. */
  public List<String> names() {
    return List.copyOf(inputs.keySet());
  }

  /**
   * Contents after some writes; those given stay as they are.
   *
   * @param contents by name of the input
   * @param writes entries by name of the input; one without values deletes its key
   * @throws io.skipruntime.json.DecodeException if an entry is not of its input's types
   */
  public Map<String, Map<Object, List<Object>>> written(
      Map<String, Map<Object, List<Object>>> contents,
      Map<String, ? extends List<? extends Entry<?, ?>>> writes) {
    Map<String, Map<Object, List<Object>>> next = new HashMap<>(contents);
    writes.forEach((name, entries) -> {
      Map<Object, List<Object>> changed = new TreeMap<>(CanonicalOrder.INSTANCE);
      changed.putAll(next.getOrDefault(name, Map.of()));
      entries.forEach(entry -> put(input(name), entry, changed));
      next.put(name, changed);
    });
    return next;
  }

  private Input input(String name) {
    Input input = inputs.get(name);
    if (input == null) {
      throw new IllegalArgumentException(
          "there is no input collection " + name + "; there are " + names());
    }
    return input;
  }

  private static void put(Input input, Entry<?, ?> entry, Map<Object, List<Object>> contents) {
    Object key = CanonicalKey.of(input.keys().accept(entry.key()));
    List<Object> values = new ArrayList<>();
    entry.values().forEach(value -> values.add(input.values().accept(value)));
    contents.remove(key);
    if (!values.isEmpty()) {
      contents.put(key, values);
    }
  }
}
