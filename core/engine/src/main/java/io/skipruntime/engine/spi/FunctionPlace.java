package io.skipruntime.engine.spi;

/**
 * The place of an author's function in the source: of a lambda that of the call which gave it to an
 * operator, of a class the method that the engine runs.
 *
 * @param type the name of the class, with its package
 * @param method the method
 * @param line the line, counted from 1; 0 if it is not known, as of a class
 */
public record FunctionPlace(String type, String method, int line) {

  /** The simple name of the class, the method and the line, such as {@code Auction.highest:42}. */
  @Override
  public String toString() {
    String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
    return simple + "." + method + (line == 0 ? "" : ":" + line);
  }
}
