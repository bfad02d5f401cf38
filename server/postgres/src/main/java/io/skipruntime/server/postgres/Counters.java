package io.skipruntime.server.postgres;

import java.util.concurrent.atomic.LongAdder;

/** The counts of what a server has done since it began. Thread-safe. */
final class Counters {

  /** Statements that were run. */
  final LongAdder statements = new LongAdder();

  /** Statements that failed or were refused. */
  final LongAdder failures = new LongAdder();

  /** Connections that were refused or cut off. */
  final LongAdder refusals = new LongAdder();
}
