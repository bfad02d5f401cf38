package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * Random requests to every route, made of those of a corpus: with parts of bodies, paths and
 * headers changed, and some whose very bytes are changed. {@code -Dskip.fuzz=N} sends N, {@code
 * -Dskip.fuzz.seed=S} others.
 */
final class FuzzTest {

  private static final int CLIENTS = 4;
  private static final int PIPELINED = 16;
  private static final int RAW_EVERY = 50;
  private static final int MOST_HEAP_GROWTH = 64 << 20;

  private static final Set<String> TYPES =
      Set.of(
          "malformed-json",
          "invalid-utf8",
          "nesting-too-deep",
          "duplicate-member",
          "lone-surrogate",
          "malformed-request",
          "unauthorized",
          "forbidden",
          "unknown-collection",
          "unknown-resource",
          "unknown-stream",
          "not-found",
          "method-not-allowed",
          "not-acceptable",
          "body-too-large",
          "uri-too-long",
          "headers-too-large",
          "unsupported-media-type",
          "invalid-entries",
          "invalid-parameters",
          "number-out-of-range",
          "computation-failed",
          "request-timeout",
          "overloaded");

  /** A request of the corpus. */
  private record Seed(boolean streaming, String method, String path, String body) {}

  /** A request as it is sent. */
  private record Shot(String text, boolean isWrite) {}

  private final long seed = Long.getLong("skip.fuzz.seed", 1);
  private final long count = Long.getLong("skip.fuzz", 40_000);
  private final List<Seed> corpus = corpus();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  private static List<Seed> corpus() {
    try (InputStream in = FuzzTest.class.getResourceAsStream("/fuzz/corpus.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(FuzzTest::seed).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Seed seed(String line) {
    String[] parts = line.split(" ", 4);
    return new Seed(
        parts[0].equals("streaming"), parts[1], parts[2], parts.length > 3 ? parts[3] : "");
  }

  @Test
  void anyRequest_isAnswered_andChangesNothingUnlessItSucceeds() throws Exception {
    ServerOptions options =
        ServerOptions.defaults()
            .withEngine(EngineOptions.defaults().withoutGroupCommit().withMaxStreams(1000));
    try (TestServer server = new TestServer(options);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      long heapBefore = usedHeap();
      long tickBefore = server.server().instance().watermark().tick();
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Fuzzer fuzzer = new Fuzzer(server, seed * CLIENTS + i);
        all.add(clients.submit((Callable<Boolean>) () -> fuzzer.run(count / CLIENTS)));
      }
      for (Future<Boolean> each : all) {
        each.get();
      }

      assertThat(server.get(server.control("/healthz")).statusCode()).isEqualTo(200);
      assertThat(writes.get()).as("successful writes").isPositive();
      assertThat(refusals.get()).as("refused requests").isGreaterThan(count / 4);
      assertThat(server.server().instance().watermark().tick() - tickBefore)
          .as("only what succeeds is committed, seed %d", seed)
          .isEqualTo(writes.get());
      assertThat(usedHeap() - heapBefore).isLessThan(MOST_HEAP_GROWTH);
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** One client, with a new connection for every few requests. */
  private final class Fuzzer {
    private final TestServer server;
    private final RandomGenerator random;

    Fuzzer(TestServer server, long seedOfClient) {
      this.server = server;
      this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seedOfClient);
    }

    boolean run(long shots) throws IOException {
      for (long sent = 0; sent < shots; sent += PIPELINED) {
        if (sent / PIPELINED % RAW_EVERY == 0) {
          sendRaw();
        }
        sendPipelined(random.nextInt(5) == 0);
      }
      return true;
    }

    private RawConnection connection(boolean streaming) throws IOException {
      return new RawConnection(
          streaming ? server.server().streamingPort() : server.server().controlPort());
    }

    private void sendPipelined(boolean streaming) throws IOException {
      List<Shot> shots = new ArrayList<>();
      StringBuilder all = new StringBuilder();
      while (shots.size() < PIPELINED) {
        Seed each = corpus.get(random.nextInt(corpus.size()));
        if (each.streaming() == streaming) {
          Shot shot = shot(each);
          shots.add(shot);
          all.append(shot.text());
        }
      }
      try (RawConnection connection = connection(streaming)) {
        connection.send(all.toString().getBytes(StandardCharsets.UTF_8));
        for (Shot shot : shots) {
          Optional<RawConnection.Reply> reply = connection.next();
          if (reply.isEmpty()) {
            throw new AssertionError("no answer, seed " + seed + "\n" + shot.text());
          }
          check(reply.get(), shot);
        }
      }
    }

    /** A well-framed request of a seed. */
    private Shot shot(Seed from) {
      String method = oneIn(30) ? pick("GET", "POST", "PATCH", "DELETE", "PUT") : from.method();
      String path = oneIn(4) ? mutatedPath(from.path()) : from.path();
      String body = oneIn(3) ? from.body() : mutated(from.body(), 1 + random.nextInt(4));
      String type =
          oneIn(20)
              ? pick("text/plain", "application/json;charset=utf-16", "", "*/*")
              : "application/json";
      String accept = from.streaming() && oneIn(3) ? "Accept: text/event-stream\r\n" : "";
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      String text =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\n"
              + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
              + accept
              + "Content-Length: "
              + bytes.length
              + "\r\n\r\n"
              + body;
      return new Shot(text, method.equals("PATCH"));
    }

    private boolean oneIn(int chances) {
      return random.nextInt(chances) == 0;
    }

    private String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    /** Keeps to what a path may be written with, so that requests stay framed. */
    private String mutatedPath(String path) {
      StringBuilder changed = new StringBuilder(path);
      String allowed = "abcxyz019/%-_.~?&=+{}[]\"'!,;:@$|\\^`<>";
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = 1 + random.nextInt(changed.length());
        char letter = allowed.charAt(random.nextInt(allowed.length()));
        if (at < changed.length() && random.nextBoolean()) {
          changed.setCharAt(at, letter);
        } else {
          changed.insert(at, letter);
        }
      }
      return changed.toString();
    }

    private String mutated(String body, int times) {
      StringBuilder changed = new StringBuilder(body);
      for (int i = 0; i < times; i++) {
        int at = random.nextInt(changed.length() + 1);
        int end = Math.min(changed.length(), at + random.nextInt(4));
        switch (random.nextInt(6)) {
          case 0 -> changed.delete(at, end);
          case 1 -> changed.insert(at, changed.substring(at, end));
          case 2 -> changed.insert(at, token());
          case 3 -> changed.replace(at, end, token());
          case 4 -> changed.insert(at, (char) random.nextInt(0x300));
          default -> {
            Seed other = corpus.get(random.nextInt(corpus.size()));
            int from = random.nextInt(other.body().length() + 1);
            changed.insert(at, other.body().substring(from));
          }
        }
      }
      return changed.toString();
    }

    private String token() {
      return pick(
          "null",
          "true",
          "{}",
          "[]",
          "[[",
          "]]",
          "\"\"",
          "1e999",
          "-0",
          "1.0",
          "0x1",
          "9".repeat(40),
          "\"\\ud800\"",
          "{\"a\":1,\"a\":2}",
          "\\u0000",
          "\uFEFF",
          "[".repeat(600),
          ",",
          ":",
          "\"a\"");
    }

    /** A request of which any byte may differ, on a connection of its own. */
    private void sendRaw() throws IOException {
      Seed from = corpus.get(random.nextInt(corpus.size()));
      byte[] bytes = shot(from).text().getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream changed = new ByteArrayOutputStream();
      for (byte each : bytes) {
        switch (random.nextInt(60)) {
          case 0 -> changed.write(random.nextInt(256));
          case 1 -> {}
          default -> changed.write(each);
        }
      }
      try (RawConnection connection = connection(from.streaming())) {
        connection.send(changed.toByteArray()).endOutput();
        Optional<RawConnection.Reply> reply = connection.next();
        reply.ifPresent(
            each -> check(each, new Shot("raw", each.header("Skip-Watermark").isPresent())));
      }
    }
  }

  private void check(RawConnection.Reply reply, Shot shot) {
    if (reply.status() < 300) {
      if (shot.isWrite()) {
        writes.incrementAndGet();
      }
      return;
    }
    refusals.incrementAndGet();
    String what = "seed " + seed + "\n" + shot.text() + "\n" + reply.head() + reply.body();
    assertThat(reply.status() < 500 || reply.status() == 503).as(what).isTrue();
    assertThat(reply.header("Content-Type").map(type -> type.toLowerCase(Locale.ROOT)))
        .as(what)
        .hasValue("application/problem+json");
    JsonObject problem = Json.parse(reply.body()).asObject();
    assertThat(TYPES).as(what).contains(problem.get("type").asString());
    assertThat(problem.get("detail").asString()).as(what).doesNotContain("Exception", "\tat ");
  }
}
