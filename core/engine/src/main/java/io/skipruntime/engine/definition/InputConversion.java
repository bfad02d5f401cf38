package io.skipruntime.engine.definition;

import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.heap.ReadEntries;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.Codec;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.json.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The data of an input for new types of its keys and values: it becomes JSON and is decoded again.
 * All that does not fit is migrated, or reported by key and field.
 */
final class InputConversion {

  private static final int MOST_PROBLEMS = 20;

  private final ServiceDefinition.Input input;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Object, List<?>> converted = new KeyMap<>();

  private InputConversion(ServiceDefinition.Input input) {
    this.input = input;
  }

  /**
   * Converts all of an input's data.
   *
   * @throws InvalidInputException that names each key and field that does not fit the new types
   */
  static WrittenEntries convert(
      TickMap<Object, ValueList> contents, ServiceDefinition.Input input) {
    if (input.migration().isPresent()) {
      MigratedContents migrated = new MigratedContents(input, input.migration().get());
      for (Entry<Object, Object> entry : new ReadEntries<Object, Object>(contents::cursor)) {
        migrated.add(Json.from(entry.key()), entry.values());
      }
      return migrated.entries();
    }
    InputConversion conversion = new InputConversion(input);
    for (Entry<Object, Object> entry : new ReadEntries<Object, Object>(contents::cursor)) {
      if (conversion.problems.size() < MOST_PROBLEMS) {
        conversion.add(Json.from(entry.key()), entry.values());
      }
    }
    if (!conversion.problems.isEmpty()) {
      throw new InvalidInputException(
          "the data of input "
              + input.name()
              + " does not fit its new type (make new components Optional, keep those that there"
              + " is data of, give the service a migration of the input (SkipService.migrations),"
              + " or start the service anew)",
          conversion.problems);
    }
    return WrittenEntries.of(conversion.converted);
  }

  private void add(Json key, List<Object> values) {
    Object newKey = accept(input.keys(), key, "key " + key);
    List<Object> newValues = new ArrayList<>(values.size());
    for (Object value : values) {
      newValues.add(accept(input.values(), Json.from(value), "value of key " + key));
    }
    if (converted.put(newKey, newValues) != null && problems.isEmpty()) {
      report("key " + key, new Problem("", Problem.Kind.INVALID, "becomes the same as another"));
    }
  }

  private Object accept(Codec<?> codec, Json json, String place) {
    try {
      return codec.accept(json);
    } catch (DecodeException e) {
      e.problems().forEach(problem -> report(place, problem));
      return json;
    }
  }

  private void report(String place, Problem problem) {
    String field = problem.pointer().isEmpty() ? "" : ", " + problem.pointer();
    problems.add(new Problem("", problem.kind(), place + field + ": " + problem.detail()));
  }
}
