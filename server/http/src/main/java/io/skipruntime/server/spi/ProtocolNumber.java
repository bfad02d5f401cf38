package io.skipruntime.server.spi;

/**
 * A number that {@code /metrics} has of a protocol. Immutable.
 *
 * @param name its name, without the {@code _total} of numbers that only grow
 * @param help its meaning, for people
 * @param onlyGrows whether it only grows
 * @param value the number
 */
public record ProtocolNumber(String name, String help, boolean onlyGrows, long value) {

  /** A number that only grows. */
  public static ProtocolNumber counter(String name, String help, long value) {
    return new ProtocolNumber(name, help, true, value);
  }

  /** A number that grows and shrinks. */
  public static ProtocolNumber gauge(String name, String help, long value) {
    return new ProtocolNumber(name, help, false, value);
  }
}
