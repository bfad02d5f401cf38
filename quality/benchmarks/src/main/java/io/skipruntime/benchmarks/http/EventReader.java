package io.skipruntime.benchmarks.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A reader of an event stream whose events have one line of data each. */
final class EventReader implements ResponseReader.Receiver {

  private static final String DATA = "data: ";

  private final Consumer<String> listener;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(64);

  EventReader(Consumer<String> listener) {
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
    if (text.startsWith(DATA)) {
      listener.accept(text.substring(DATA.length()));
    }
  }

  @Override
  public void end(int status) {
    throw new IllegalStateException("a stream has ended, with status " + status);
  }
}
