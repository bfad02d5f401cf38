package io.skipruntime.benchmarks.http;

import java.util.List;

/**
 * The traffic of a scenario as its clients have seen it.
 *
 * @param operations how many requests were answered, or events received
 * @param perSecond how many of them in a second, by the clock on the wall
 * @param halfMicros what half of the operations did not exceed
 * @param mostMicros what 99 % of the operations did not exceed
 */
record Traffic(long operations, double perSecond, double halfMicros, double mostMicros) {

  static Traffic of(long operations, long wallNanos, Latencies latencies) {
    return new Traffic(
        operations, operations * 1e9 / wallNanos, latencies.micros(0.5), latencies.micros(0.99));
  }

  /** Words that {@link #read} understands. */
  String words() {
    return operations + " " + perSecond + " " + halfMicros + " " + mostMicros;
  }

  static Traffic read(List<String> words) {
    return new Traffic(
        Long.parseLong(words.get(0)),
        Double.parseDouble(words.get(1)),
        Double.parseDouble(words.get(2)),
        Double.parseDouble(words.get(3)));
  }
}
