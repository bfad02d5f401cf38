package io.skipruntime.workers;

import io.skipruntime.json.JsonWriter;
import java.util.BitSet;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The numbers by which one process knows functions. Thread-safe.
 *
 * <p>A function that gets a number is defined in the frame that is written then, before anything
 * else is sent that has the number; if that frame does not arrive, the process and this table are
 * at their end.
 *
 * <p>A number that belongs to no function of the engine any more is given to another one, so that
 * the process does not keep functions of resources that were closed:
 *
 * <ul>
 *   <li>{@code numbers} does not keep a function that nothing else uses.
 *   <li>{@code taken} has the numbers that cannot be given, {@code count} of them; some may belong
 *       to no function any more. That is looked at when there are {@code most}.
 *   <li>{@code written} has the numbers in the frame that is being written, which keep their
 *       meaning until it is sent.
 * </ul>
 */
final class FunctionTable {

  private static final int FEW = 256;

  private final Map<FunctionReference, Integer> numbers = new WeakHashMap<>();
  private final BitSet taken = new BitSet();
  private final BitSet written = new BitSet();
  private int count;
  private int most = FEW;

  /** Notes that a frame begins. */
  synchronized void beginFrame() {
    written.clear();
  }

  /**
   * The number of a function.
   *
   * @param definitions gets the definition of a function that had no number
   */
  synchronized int number(FunctionReference function, JsonWriter definitions) {
    Integer known = numbers.get(function);
    if (known != null) {
      written.set(known);
      return known;
    }
    int number = takeNumber();
    numbers.put(function, number);
    written.set(number);
    definitions
        .beginArray()
        .write(number)
        .write(function.kind().wireName())
        .write(function.code())
        .write((Object) function.params())
        .endArray();
    return number;
  }

  private int takeNumber() {
    if (count == most) {
      taken.clear();
      taken.or(written);
      numbers.values().forEach(taken::set);
      count = taken.cardinality();
      most = Math.max(FEW, 2 * count);
    }
    int number = taken.nextClearBit(0);
    taken.set(number);
    count++;
    return number;
  }
}
