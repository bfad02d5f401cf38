package io.skipruntime.cli;

import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * The terminal of a command: its input, its output, and the signal that stops it.
 *
 * @param in what is piped in
 * @param out results; what a program may read
 * @param err all else
 * @param stopped whether the user wants no more: counted down to 0
 * @param isInteractive whether a person sees {@code err} as it is written
 * @param isTyped whether a person types {@code in}
 */
record Terminal(
    InputStream in,
    Output out,
    Output err,
    CountDownLatch stopped,
    boolean isInteractive,
    boolean isTyped) {

  /**
   * Writes a line of the result.
   *
   * @throws OutputException if what came before it could not be written
   */
  void print(String line) {
    out.println(line);
    out.requireWritten();
  }

  /** What a source has, until the user wants no more. */
  InputStream input(Callable<InputStream> source) {
    return new StoppableInput(source, stopped);
  }

  /** Writes a line that is no result. */
  void note(String line) {
    err.println(line);
    err.flush();
  }
}
