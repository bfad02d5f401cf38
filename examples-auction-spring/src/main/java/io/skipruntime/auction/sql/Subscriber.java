package io.skipruntime.auction.sql;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * The stream of a page. A virtual thread writes it, so that a page that does not read holds up no
 * other; a page for which too many events wait is cut off, and connects again.
 */
final class Subscriber {

  private static final int MOST_WAITING = 1_000;
  private static final long HEARTBEAT_SECONDS = 15;
  private static final long NO_TIME_LIMIT = 0;

  private final SseEmitter emitter = new SseEmitter(NO_TIME_LIMIT);
  private final BlockingQueue<SseEventBuilder> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread writer = Thread.ofVirtual().unstarted(this::write);

  /** Begins; {@code atEnd} is run once the page has gone. */
  SseEmitter start(Runnable atEnd) {
    emitter.onCompletion(() -> {
      writer.interrupt();
      atEnd.run();
    });
    writer.start();
    return emitter;
  }

  void send(String event, String data) {
    if (!waiting.offer(SseEmitter.event().name(event).data(data, MediaType.TEXT_PLAIN))) {
      end();
    }
  }

  void end() {
    emitter.complete();
  }

  private void write() {
    try {
      while (true) {
        SseEventBuilder event = waiting.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        emitter.send(event == null ? SseEmitter.event().comment("") : event);
      }
    } catch (IOException | IllegalStateException | InterruptedException gone) {
      end();
    }
  }
}
