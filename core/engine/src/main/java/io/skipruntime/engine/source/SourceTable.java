package io.skipruntime.engine.source;

import io.skipruntime.ExternalResource;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sources of a service by their resources. Thread-safe. */
final class SourceTable {

  /**
   * A resource as the key of a table, which finds it fast, however many have the same hash code.
   */
  private record Key(ExternalResource<?, ?> resource) implements Comparable<Key> {

    @Override
    public int compareTo(Key other) {
      int names =
          Comparator.comparing((ExternalResource<?, ?> each) -> each.service())
              .thenComparing(ExternalResource::identifier)
              .compare(resource, other.resource);
      return names != 0 ? names : resource.params().compareTo(other.resource.params());
    }
  }

  private final Map<Key, ExternalSource> sources = new ConcurrentHashMap<>();

  /** The source of a resource; null if there is none. */
  @Nullable ExternalSource get(ExternalResource<?, ?> resource) {
    return sources.get(new Key(resource));
  }

  /**
   * Lets a source be that of its resource from now on.
   *
   * @return the one before; null if there was none
   */
  @Nullable ExternalSource put(ExternalSource source) {
    return sources.put(new Key(source.resource()), source);
  }

  /** Removes a source, unless another one is that of its resource. */
  void remove(ExternalSource source) {
    sources.remove(new Key(source.resource()), source);
  }

  /** A view of all sources. */
  Collection<ExternalSource> view() {
    return Collections.unmodifiableCollection(sources.values());
  }

  /** All sources, as they are now. */
  List<ExternalSource> all() {
    return List.copyOf(sources.values());
  }

  int size() {
    return sources.size();
  }
}
