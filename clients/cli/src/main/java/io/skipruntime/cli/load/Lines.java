package io.skipruntime.cli.load;

import io.skipruntime.json.input.ByteOrderMark;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The written form of entries, a line for each. A byte order mark at the start is left out. */
public final class Lines {

  private final BufferedInputStream in;
  private long number;
  private long bytes;

  /** The lines of what {@code in} has. */
  public Lines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The next line; empty at the end. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int read = in.read();
    if (read < 0) {
      return Optional.empty();
    }
    long count = 0;
    for (; read >= 0; read = in.read()) {
      count++;
      if (read == '\n') {
        break;
      }
      line.write(read);
    }
    number++;
    bytes += count;
    byte[] content = line.toByteArray();
    return Optional.of(number == 1 ? ByteOrderMark.strip(content) : content);
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** How much has been read. */
  public long bytes() {
    return bytes;
  }
}
