package io.skipruntime.auction;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.server.Wait;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The entries that a stream has told of, as a page has them. A thread of its own reads it. */
final class Followed implements AutoCloseable {

  private final Stream<String> lines;
  private final Map<Long, String> entries = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  Followed(Stream<String> lines) {
    this.lines = lines;
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try {
      String event = "";
      for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
        String line = each.next();
        if (line.startsWith("event:")) {
          event = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          take(event, Json.parse(line.substring("data:".length()).strip()).asArray());
        }
      }
    } catch (UncheckedIOException gone) {
      // as a page, whose connection is lost
    } finally {
      ended.countDown();
    }
  }

  private void take(String event, JsonArray changes) {
    if (event.equals("init")) {
      entries.clear();
    }
    for (Json change : changes.elements()) {
      long key = change.asArray().get(0).asLong();
      JsonArray values = change.asArray().get(1).asArray();
      if (values.size() == 0) {
        entries.remove(key);
      } else {
        entries.put(key, values.toString());
      }
    }
  }

  /** Waits until the values of a key are such, as JSON; without values the text is empty. */
  void until(long key, Predicate<String> condition) {
    try {
      Wait.until(() -> condition.test(entries.getOrDefault(key, "")));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", but " + entries, e);
    }
  }

  /** Waits until the values of a key contain all of some texts. */
  void untilContains(long key, String... texts) {
    until(key, values -> Stream.of(texts).allMatch(values::contains));
  }

  /** Waits until the server has ended the stream. */
  void untilEnd() {
    Wait.until(() -> ended.getCount() == 0);
  }

  @Override
  public void close() {
    lines.close();
  }
}
