package io.skipruntime.journal.log;

import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;

/**
 * The origin of a segment of the log: the program that wrote it, and for what.
 *
 * @param directory identifies the data directory, so that segments of another are noticed
 * @param epoch the epoch of the ticks in it
 * @param boot identifies the start of the machine: after another one, what was written without
 *     being forced may be lost
 * @param program identifies the program and the start since which it has derived everything: the
 *     log is replayed only by an equal one, from a state since that start
 * @param forced whether frames were acknowledged only when they were durable
 */
public record LogOrigin(
    String directory, String epoch, String boot, String program, boolean forced) {

  void write(BinaryOutput out) {
    out.text(directory);
    out.text(epoch);
    out.text(boot);
    out.text(program);
    out.u8(forced ? 1 : 0);
  }

  static LogOrigin read(BinaryInput in) {
    return new LogOrigin(in.text(), in.text(), in.text(), in.text(), in.u8() != 0);
  }
}
