package io.skipruntime.engine.definition;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Codec;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decoder of a write's entries into keys and values of the types of an input collection. */
public final class EntryDecoder {

  /** Stands for the key where others are positions of values. */
  private static final int KEY = -1;

  private final ServiceDefinition.Input input;
  private final List<Problem> problems = new ArrayList<>(0);

  private EntryDecoder(ServiceDefinition.Input input) {
    this.input = input;
  }

  /**
   * The entries by canonical key; of a key that is given twice, the last.
   *
   * @throws InvalidInputException that names every entry that is not of the input's types
   */
  public static WrittenEntries decode(
      ServiceDefinition.Input input, List<? extends Entry<?, ?>> entries) {
    EntryDecoder decoder = new EntryDecoder(input);
    WrittenEntries decoded = new WrittenEntries(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      decoder.add(i, entries.get(i), decoded);
    }
    if (!decoder.problems.isEmpty()) {
      throw new InvalidInputException("collection " + input.name(), decoder.problems);
    }
    return decoded;
  }

  private void add(int index, Entry<?, ?> entry, WrittenEntries decoded) {
    int before = problems.size();
    Object key = accept(input.keys(), entry.key(), index, KEY);
    ValueList values = values(index, entry.values());
    if (problems.size() == before) {
      decoded.put(key, values);
    }
  }

  private @Nullable ValueList values(int index, List<?> given) {
    int size = given.size();
    if (size == 1) {
      return ValueList.of(accept(input.values(), given.getFirst(), index, 0));
    }
    Object[] values = new Object[size];
    for (int i = 0; i < size; i++) {
      values[i] = accept(input.values(), given.get(i), index, i);
    }
    return size == 0 ? null : ValueList.copyOf(values, 0, size);
  }

  private Object accept(Codec<?> codec, Object value, int index, int position) {
    try {
      Object accepted = codec.accept(value);
      return position == KEY ? CanonicalKey.stored(accepted) : CanonicalValue.of(accepted);
    } catch (IllegalArgumentException e) {
      problems.add(
          new Problem(
              pointer(index, position), Problem.Kind.INVALID, String.valueOf(e.getMessage())));
      return value;
    } catch (DecodeException e) {
      String pointer = pointer(index, position);
      for (Problem problem : e.problems()) {
        problems.add(new Problem(pointer + problem.pointer(), problem.kind(), problem.detail()));
      }
      return value;
    }
  }

  private static String pointer(int index, int position) {
    return "/" + index + (position == KEY ? "/0" : "/1/" + position);
  }
}
