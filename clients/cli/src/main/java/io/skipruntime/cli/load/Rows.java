package io.skipruntime.cli.load;

import java.io.IOException;
import java.util.Optional;

/** The rows of a file, one after another. */
public interface Rows {

  /**
   * The next row, which may be wrong; empty at the end.
   *
   * @throws IOException if the file cannot be read further
   */
  Optional<Row> next() throws IOException;
}
