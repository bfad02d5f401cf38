package io.skipruntime.benchmarks.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A reader of the lines of event streams that begin with a field, such as their data. */
final class EventReader implements ResponseReader.Receiver {

  private final String field;
  private final Consumer<String> listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(64);

  /**
   * A reader that has read nothing.
   *
   * @param field the name of the field, such as {@code data}
   * @param listener gets the value of each such line
   */
  EventReader(String field, Consumer<String> listener) {
    this.field = field + ": ";
    this.listener = listener;
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, start, i - start);
        endLine();
        start = i + 1;
      }
    }
    line.write(bytes, start, to - start);
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.startsWith(field)) {
      listener.accept(text.substring(field.length()));
    }
  }

  @Override
  public void end(int status) {
    throw new IllegalStateException("a stream has ended, with status " + status);
  }
}
