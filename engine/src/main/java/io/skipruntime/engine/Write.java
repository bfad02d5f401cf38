package io.skipruntime.engine;

import io.skipruntime.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one caller writes to the inputs of a service, all of it or nothing: checked and decoded when
 * it is added, and decoded again if the service was reloaded before the write's turn came.
 */
final class Write implements ServiceInstance.Writes {

  /** A call of {@link #update}. */
  private record Part(String collection, List<? extends Entry<?, ?>> entries) {}

  private final List<Part> parts = new ArrayList<>(1);
  private final Map<String, Map<Object, List<?>>> decoded = new LinkedHashMap<>(2);
  private ServiceDefinition definition;

  /** A write of nothing to the inputs of the given definition. */
  Write(ServiceDefinition definition) {
    this.definition = definition;
  }

  @Override
  public void update(String collection, List<? extends Entry<?, ?>> entries) {
    Part part = new Part(collection, entries);
    decode(part);
    parts.add(part);
  }

  private void decode(Part part) {
    Map<Object, List<?>> entries =
        EntryDecoder.decode(definition.input(part.collection()), part.entries());
    Map<Object, List<?>> before = decoded.get(part.collection());
    if (before != null) {
      Map<Object, List<?>> all = new LinkedHashMap<>(before);
      all.putAll(entries);
      entries = all;
    }
    decoded.put(part.collection(), entries);
  }

  /** How many entries are written. */
  int size() {
    int size = 0;
    for (Map<Object, List<?>> entries : decoded.values()) {
      size += entries.size();
    }
    return size;
  }

  /**
   * The new values by input and key.
   *
   * @throws UnknownCollectionException if the definition has no such input any more
   * @throws InvalidInputException if an entry is not of the input's types any more
   */
  Map<String, Map<Object, List<?>>> decodedFor(ServiceDefinition current) {
    if (current != definition) {
      definition = current;
      decoded.clear();
      parts.forEach(this::decode);
    }
    return decoded;
  }
}
