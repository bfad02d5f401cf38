package io.skipruntime.client;

import io.skipruntime.json.Json;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A request for a command, sent again under its key as long as it is not known whether it was
 * carried out, a few times at most.
 *
 * <ul>
 *   <li>It is sent again if there was no answer, and after a 503: the service then says that it was
 *       not carried out, or that this is not known. Any other answer is final.
 *   <li>Pauses double, from {@value #FIRST_PAUSE_MILLIS} ms; {@code Retry-After} makes one longer.
 * </ul>
 *
 * @param key the idempotency key
 */
record CommandRequest(Requests requests, String name, Json params, String key) {

  private static final int MOST_REQUESTS = 4;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final int UNAVAILABLE = 503;

  /** Sends it. */
  CompletableFuture<CommandResult> send() {
    return send(1);
  }

  private CompletableFuture<CommandResult> send(int count) {
    HttpRequest.Builder request =
        requests
            .control("/v1/commands/" + Entrypoint.encoded(name))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofByteArray(params.toUtf8()));
    return requests
        .send(request, CommandRequest::result)
        .exceptionallyCompose(failure -> again(count, failure));
  }

  private CompletionStage<CommandResult> again(int count, Throwable failure) {
    Throwable cause = Requests.causeOf(failure);
    if (count >= MOST_REQUESTS || !isOpen(cause)) {
      return CompletableFuture.failedFuture(cause);
    }
    long retryAfter = cause instanceof BrokerException refusal ? refusal.retryAfterMillis() : 0;
    long pause = Math.min(LONGEST_PAUSE_MILLIS, Math.max(retryAfter, FIRST_PAUSE_MILLIS << count));
    return CompletableFuture.supplyAsync(
            () -> count + 1, CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS))
        .thenCompose(this::send);
  }

  /** Whether the command may have been carried out, or may be if it is sent again. */
  private static boolean isOpen(Throwable failure) {
    return failure instanceof UncheckedIOException
        || (failure instanceof BrokerException refusal && refusal.status() == UNAVAILABLE);
  }

  private static CommandResult result(HttpResponse<byte[]> response) {
    String watermark =
        response
            .headers()
            .firstValue("Skip-Watermark")
            .orElseThrow(() ->
                BrokerException.unexpected(
                    response.statusCode(), "the answer to a command has no Skip-Watermark"));
    return new CommandResult(Requests.json(response), watermark);
  }
}
