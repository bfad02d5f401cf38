package io.skipruntime.engine;

import io.skipruntime.Entry;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Codec;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the entries of a write into keys and values of the types of an input collection. */
final class EntryDecoder {

  /** Stands for the key where others are positions of values. */
  private static final int KEY = -1;

  private final List<Problem> problems = new ArrayList<>();

  private EntryDecoder() {}

  /**
   * The new values by canonical key; of a key that is given twice, the last.
   *
   * @throws InvalidInputException that names every entry that is not of the input's types
   */
  static Map<Object, List<?>> decode(
      ServiceDefinition.Input input, List<? extends Entry<?, ?>> entries) {
    EntryDecoder decoder = new EntryDecoder();
    Map<Object, List<?>> decoded = LinkedHashMap.newLinkedHashMap(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      decoder.add(input, i, entries.get(i), decoded);
    }
    if (!decoder.problems.isEmpty()) {
      throw new InvalidInputException("collection " + input.name(), decoder.problems);
    }
    return decoded;
  }

  private void add(
      ServiceDefinition.Input input, int index, Entry<?, ?> entry, Map<Object, List<?>> decoded) {
    int before = problems.size();
    Object key = accept(input.keys(), entry.key(), index, KEY);
    List<Object> values = new ArrayList<>(entry.values().size());
    for (int i = 0; i < entry.values().size(); i++) {
      values.add(accept(input.values(), entry.values().get(i), index, i));
    }
    if (problems.size() == before) {
      decoded.put(CanonicalKey.of(key), values);
    }
  }

  private Object accept(Codec<?> codec, Object value, int index, int position) {
    try {
      return codec.accept(value);
    } catch (DecodeException e) {
      String pointer = "/" + index + (position == KEY ? "/0" : "/1/" + position);
      for (Problem problem : e.problems()) {
        problems.add(new Problem(pointer + problem.pointer(), problem.kind(), problem.detail()));
      }
      return value;
    }
  }
}
