package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one batch for the keys of one lane, one after the other. For one thread.
 *
 * <p>A request that fails is repeated some times here, so that a batch of many requests gets
 * through an unreliable line. If that does not help, the batch is given up: when it comes again, it
 * has the states of that time.
 */
final class WebhookLane {

  private static final int MOST_ATTEMPTS = 6;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;
  private static final byte[] END = utf8("]}");

  /** An entry on its way, with its JSON in UTF-8. */
  private static final class Part {
    private final Object key;
    private final byte[] json;

    Part(Object key, byte[] json) {
      this.key = key;
      this.json = json;
    }
  }

  private final Sink.Context context;
  private final WebhookTarget target;
  private final SinkBatch batch;
  private final int maxBytes;
  private final byte[] head;
  private final AtomicReference<@Nullable Exception> failure;

  /**
   * A lane that has sent nothing.
   *
   * @param failure that of any lane, after which nothing is sent
   */
  WebhookLane(
      Sink.Context context,
      WebhookTarget target,
      SinkBatch batch,
      int maxBytes,
      AtomicReference<@Nullable Exception> failure) {
    this.context = context;
    this.target = target;
    this.batch = batch;
    this.maxBytes = maxBytes;
    this.failure = failure;
    this.head = utf8("{\"id\":" + id() + ",\"entries\":[");
  }

  private Json id() {
    return Json.of(batch.position().toString());
  }

  /** Lets the receiver forget all that it has. */
  void reset() throws SinkException, InterruptedException {
    try {
      postPatiently(utf8("{\"id\":" + id() + ",\"reset\":true,\"entries\":[]}"));
    } catch (WebhookTarget.RefusedException e) {
      throw SinkException.passing("the reset was refused: " + e.getMessage());
    }
  }

  /** Sends entries, in as many requests as they need. */
  void write(Iterable<Entry<Object, Object>> entries) throws SinkException, InterruptedException {
    List<Part> parts = new ArrayList<>();
    long bytes = 0;
    for (Entry<Object, Object> entry : entries) {
      Json json =
          Json.array(
              Json.from(entry.key()), Json.array(entry.values().stream().map(Json::from).toList()));
      Part part = new Part(entry.key(), utf8(json.toString()));
      if (room() < part.json.length) {
        batch.refuse(part.key, "the entry is larger than " + maxBytes + " bytes");
        continue;
      }
      if (bytes + part.json.length + parts.size() > room()) {
        send(parts);
        parts.clear();
        bytes = 0;
      }
      parts.add(part);
      bytes += part.json.length;
    }
    send(parts);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private int room() {
    return maxBytes - head.length - END.length;
  }

  private void send(List<Part> parts) throws SinkException, InterruptedException {
    if (parts.isEmpty() || failure.get() != null) {
      return;
    }
    try {
      postPatiently(body(parts));
    } catch (WebhookTarget.RefusedException e) {
      if (parts.size() == 1) {
        batch.refuse(parts.getFirst().key, String.valueOf(e.getMessage()));
      } else {
        int half = parts.size() / 2;
        send(List.copyOf(parts.subList(0, half)));
        send(List.copyOf(parts.subList(half, parts.size())));
      }
    }
  }

  private byte[] body(List<Part> parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        body.write(',');
      }
      body.writeBytes(parts.get(i).json);
    }
    body.writeBytes(END);
    return body.toByteArray();
  }

  private void postPatiently(byte[] body)
      throws WebhookTarget.RefusedException, SinkException, InterruptedException {
    Backoff pause = new Backoff(FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    for (int attempt = 1; ; attempt++) {
      try {
        target.post(body);
        return;
      } catch (SinkException e) {
        if (attempt == MOST_ATTEMPTS
            || e.retryAfterMillis() > LONGEST_PAUSE_MILLIS
            || failure.get() != null) {
          throw e;
        }
        context.troubled(String.valueOf(e.getMessage()));
        Thread.sleep(Math.max(pause.next(), e.retryAfterMillis()));
      }
    }
  }
}
