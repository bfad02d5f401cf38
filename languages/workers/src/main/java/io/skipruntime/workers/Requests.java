package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests to a worker that are no turns, and wait for an answer. Those to a process that ends
 * fail. Thread-safe.
 */
final class Requests {

  private final Supplier<@Nullable WorkerProcess> process;
  private final Map<Long, CompletableFuture<Json>> open = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * Requests to a process.
   *
   * @param process gives the process; null if there is none
   */
  Requests(Supplier<@Nullable WorkerProcess> process) {
    this.process = process;
  }

  /**
   * Sends a request.
   *
   * @param arguments writes what follows its kind and number
   * @return completes with the result, exceptionally if the worker refuses or ends
   */
  CompletableFuture<Json> send(String kind, Consumer<JsonWriter> arguments) {
    long number = numbers.incrementAndGet();
    CompletableFuture<Json> answer = new CompletableFuture<>();
    open.put(number, answer);
    JsonWriter frame = new JsonWriter().beginArray().write(kind).write(number);
    arguments.accept(frame);
    if (!tell(frame.endArray())) {
      open.remove(number);
      answer.completeExceptionally(new SkipException("there is no worker at present"));
    }
    return answer;
  }

  /** Sends a frame that is not answered; whether there is a process that can get it. */
  boolean tell(JsonWriter frame) {
    WorkerProcess receiver = process.get();
    try {
      if (receiver != null) {
        receiver.send(frame);
      }
      return receiver != null;
    } catch (IOException gone) {
      return false;
    }
  }

  /** Takes a frame {@code reply} or {@code refused}. */
  void answered(JsonArray frame) {
    CompletableFuture<Json> answer = open.remove(frame.get(1).asLong());
    if (answer == null) {
      return;
    }
    if (frame.get(0).asString().equals("reply")) {
      answer.complete(frame.get(2));
    } else {
      answer.completeExceptionally(
          WorkerException.of(frame.get(2).asObject(), "an external service"));
    }
  }

  /** Fails what a process that has ended does not answer any more. */
  void failAll() {
    open.keySet()
        .forEach(number -> {
          CompletableFuture<Json> answer = open.remove(number);
          if (answer != null) {
            answer.completeExceptionally(new SkipException("the worker has ended"));
          }
        });
  }
}
