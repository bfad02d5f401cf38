package io.skipruntime.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;

/**
 * Text that is written to somewhere that may take no more. A {@link PrintWriter} goes on as if
 * nothing had happened when something cannot be written; this one knows why, so that the command
 * can end with it.
 */
final class Output extends PrintWriter {

  private final Watched target;

  /** Text that {@code target} is given in pieces. */
  Output(Writer target) {
    this(new Watched(target));
  }

  private Output(Watched target) {
    super(target);
    this.target = target;
  }

  /** A stream that remembers its first failure. */
  private static final class Watched extends FilterWriter {

    private volatile Optional<IOException> failure = Optional.empty();

    Watched(Writer target) {
      super(target);
    }

    @Override
    public void write(int character) throws IOException {
      watch(() -> out.write(character));
    }

    @Override
    public void write(char[] characters, int start, int length) throws IOException {
      watch(() -> out.write(characters, start, length));
    }

    @Override
    public void write(String text, int start, int length) throws IOException {
      watch(() -> out.write(text, start, length));
    }

    @Override
    public void flush() throws IOException {
      watch(out::flush);
    }

    private void watch(Writing writing) throws IOException {
      try {
        writing.run();
      } catch (IOException e) {
        failure = failure.isPresent() ? failure : Optional.of(e);
        throw e;
      }
    }

    private interface Writing {
      void run() throws IOException;
    }
  }

  /**
   * Notices what could not be written so far; writes nothing.
   *
   * @throws OutputException if something could not be
   */
  void requireWritten() {
    if (target.failure.isPresent()) {
      throw new OutputException(target.failure.get());
    }
  }

  /**
   * Writes all that waits.
   *
   * @throws OutputException if it, or something before, could not be written
   */
  void complete() {
    flush();
    requireWritten();
  }
}
