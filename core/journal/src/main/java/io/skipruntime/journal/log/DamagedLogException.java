package io.skipruntime.journal.log;

import java.io.IOException;

/**
 * An exception that tells that a part of the log that was acknowledged cannot be read.
 *
 * <p>This is never the end that a crash leaves: what was not acknowledged is cut off without an
 * exception.
 */
public final class DamagedLogException extends IOException {

  private static final long serialVersionUID = 1;

  private final String file;
  private final long offset;
  private final long sequence;

  /**
   * For a place in a file.
   *
   * @param file name of the file
   * @param offset where in it, in bytes
   * @param sequence the first frame that cannot be read
   * @param what is wrong there
   */
  public DamagedLogException(String file, long offset, long sequence, String what) {
    super(file + " is damaged at byte " + offset + ": " + what);
    this.file = file;
    this.offset = offset;
    this.sequence = sequence;
  }

  /** The name of the file. */
  public String file() {
    return file;
  }

  /** Where in the file, in bytes. */
  public long offset() {
    return offset;
  }

  /** The sequence of the first frame that cannot be read. */
  long sequence() {
    return sequence;
  }
}
