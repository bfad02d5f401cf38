package io.skipruntime.engine.definition;

import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.json.UnsupportedTypeException;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The codec of a type that a service declares. */
final class DeclaredCodec {

  private DeclaredCodec() {}

  /**
   * The codec of a type; null if there is none.
   *
   * @param place where the type is declared, for messages
   * @param problems gets what is wrong
   */
  static @Nullable Codec<?> of(String place, Type type, List<String> problems) {
    try {
      return Codecs.of(type);
    } catch (UnsupportedTypeException e) {
      e.problems().forEach(problem -> problems.add(place + ": " + problem));
      return null;
    }
  }
}
