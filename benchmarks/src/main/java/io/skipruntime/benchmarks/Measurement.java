package io.skipruntime.benchmarks;

/**
 * What one process measured of one program.
 *
 * @param cpuMicros CPU time of the process for each operation, collector and compiler included
 * @param bytes what was allocated for each operation
 * @param heapBytes what the program kept alive, after the last operation
 * @param checksum of what the first operations changed
 */
record Measurement(double cpuMicros, double bytes, long heapBytes, long checksum) {

  private static final String MARK = "measured";

  /** As a line that {@link #read} understands. */
  String line() {
    return String.join(
        " ",
        MARK,
        String.valueOf(cpuMicros),
        String.valueOf(bytes),
        String.valueOf(heapBytes),
        String.valueOf(checksum));
  }

  static boolean isLine(String line) {
    return line.startsWith(MARK + " ");
  }

  static Measurement read(String line) {
    String[] words = line.split(" ", -1);
    return new Measurement(
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]));
  }
}
