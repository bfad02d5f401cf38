package io.skipruntime.journal;

/**
 * Options that say how often the files of a service that runs are inspected.
 *
 * @param pauseMillis how many milliseconds pass between two parts of 1 MiB that are read
 * @param restMillis how many milliseconds pass between two looks at which files there are, while
 *     none are read
 * @param roundMillis how many milliseconds pass at least from the beginning of one reading of all
 *     files to that of the next
 */
record InspectionOptions(long pauseMillis, long restMillis, long roundMillis) {

  /** At most 2 MiB in a second, once in an hour; missing files are noticed within 10 seconds. */
  static InspectionOptions defaults() {
    return new InspectionOptions(500, 10_000, 3_600_000);
  }
}
