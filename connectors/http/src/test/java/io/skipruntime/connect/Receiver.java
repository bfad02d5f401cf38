package io.skipruntime.connect;

import com.sun.net.httpserver.HttpExchange;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A receiver of a webhook, as its author would write one: it checks the signature, and takes an
 * entry unless it has a later state of the key. Thread-safe.
 */
final class Receiver {

  /** What a request is answered instead of being taken; 0 for taken, negative for no answer. */
  interface Trouble {
    int with(JsonObject request);
  }

  private final String secret;
  private final Map<Json, Json> contents = new TreeMap<>();
  private final Map<Json, Long> ticks = new HashMap<>();
  private final Map<Json, List<Long>> history = new HashMap<>();
  private final Set<Json> refused = new HashSet<>();
  private final List<String> complaints = new ArrayList<>();
  private int resets;
  private int largest;
  private Trouble trouble = request -> 0;
  private boolean losesAnswers;

  Receiver(String secret) {
    this.secret = secret;
  }

  /** A trouble that some of the requests have, at random. */
  static Trouble sometimes(Random random, int oneOf, int status) {
    return request -> random.nextInt(oneOf) == 0 ? status : 0;
  }

  synchronized void trouble(Trouble next) {
    trouble = next;
  }

  /** Makes every troubled request be taken all the same, so that only its answer is lost. */
  synchronized void losesAnswers() {
    losesAnswers = true;
  }

  synchronized void refuse(Json key) {
    refused.add(key);
  }

  synchronized void refuseNothing() {
    refused.clear();
  }

  /** Gives a key values, past the webhook. */
  synchronized void put(Json key, Json values) {
    contents.put(key, values);
  }

  synchronized Map<Json, Json> contents() {
    return new TreeMap<>(contents);
  }

  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  synchronized int resets() {
    return resets;
  }

  /** The length of the largest request. */
  synchronized int largest() {
    return largest;
  }

  /** The ticks of a key's states, in the order in which they came. */
  synchronized List<Long> ticksOf(Json key) {
    return List.copyOf(history.getOrDefault(key, List.of()));
  }

  void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status = status(exchange, body);
    if (status < 0) {
      return; // the connection is closed without an answer
    }
    exchange.sendResponseHeaders(status, -1);
  }

  private synchronized int status(HttpExchange exchange, byte[] body) {
    largest = Math.max(largest, body.length);
    String signature = exchange.getRequestHeaders().getFirst("Skip-Signature");
    if (!isSigned(signature, body)) {
      complaints.add("wrong signature " + signature);
    }
    JsonObject request = (JsonObject) Json.parse(body);
    int failure = trouble.with(request);
    if (failure != 0 && !losesAnswers) {
      return failure;
    }
    boolean isRefused =
        ((JsonArray) request.get("entries"))
            .elements().stream().anyMatch(entry -> refused.contains(((JsonArray) entry).get(0)));
    if (isRefused) {
      return 422;
    }
    take(request);
    return failure == 0 ? 204 : failure;
  }

  private boolean isSigned(String signature, byte[] body) {
    if (signature == null || !signature.startsWith("t=")) {
      return false;
    }
    long seconds = Long.parseLong(signature.substring(2, signature.indexOf(',')));
    return Math.abs(Instant.now().getEpochSecond() - seconds) < 300
        && signature.equals(WebhookTarget.signature(secret, Instant.ofEpochSecond(seconds), body));
  }

  private void take(JsonObject request) {
    if (request.has("reset")) {
      contents.clear();
      ticks.clear();
      history.clear();
      resets++;
    }
    String id = request.get("id").asString();
    long tick = Long.parseLong(id.substring(id.lastIndexOf('/') + 1));
    for (Json entry : ((JsonArray) request.get("entries")).elements()) {
      Json key = ((JsonArray) entry).get(0);
      history.computeIfAbsent(key, first -> new ArrayList<>()).add(tick);
      if (ticks.getOrDefault(key, -1L) <= tick) {
        ticks.put(key, tick);
        JsonArray values = (JsonArray) ((JsonArray) entry).get(1);
        if (values.size() == 0) {
          contents.remove(key);
        } else {
          contents.put(key, values);
        }
      }
    }
  }

  /** A text of so many bytes. */
  static String text(int length) {
    return new String(new byte[length], StandardCharsets.US_ASCII).replace('\0', 'x');
  }
}
