package io.skipruntime.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The members of a {@link JsonObject} as an unmodifiable map, without a copy. */
final class MemberMap extends AbstractMap<String, Json> {

  private final JsonObject object;

  MemberMap(JsonObject object) {
    this.object = object;
  }

  @Override
  public @Nullable Json get(@Nullable Object name) {
    int index = name instanceof String text ? object.indexOf(text) : -1;
    return index < 0 ? null : object.values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name instanceof String text && object.has(text);
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Json> action) {
    for (int i = 0; i < object.names.length; i++) {
      action.accept(object.names[i], object.values[i]);
    }
  }

  @Override
  public Set<Map.Entry<String, Json>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, Json>> {
    @Override
    public int size() {
      return object.size();
    }

    @Override
    public Iterator<Map.Entry<String, Json>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < object.size();
        }

        @Override
        public Map.Entry<String, Json> next() {
          if (next == object.size()) {
            throw new NoSuchElementException();
          }
          int index = next++;
          return Map.entry(object.names[index], object.values[index]);
        }
      };
    }
  }
}
