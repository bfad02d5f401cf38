package io.skipruntime.workers;

import io.skipruntime.json.JsonWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers by which one process knows functions. Thread-safe.
 *
 * <p>A function that gets a number is defined in the frame that is written then, before anything
 * else is sent that has the number; if that frame does not arrive, the process and this table are
 * at their end.
 */
final class FunctionTable {

  private final Map<FunctionReference, Integer> numbers = new HashMap<>();

  /**
   * The number of a function.
   *
   * @param definitions gets the definition of a function that had no number
   */
  synchronized int number(FunctionReference function, JsonWriter definitions) {
    Integer known = numbers.get(function);
    if (known != null) {
      return known;
    }
    int number = numbers.size();
    numbers.put(function, number);
    definitions
        .beginArray()
        .write(number)
        .write(function.kind().wireName())
        .write(function.code())
        .write((Object) function.params())
        .endArray();
    return number;
  }
}
