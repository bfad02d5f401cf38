package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.skipruntime.client.CountersService.Add;
import io.skipruntime.client.CountersService.Count;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands of a remote service, also where answers are lost. */
final class CommandRequestTest {

  private static final int UNAVAILABLE = 503;

  private final SkipServer server =
      SkipServer.start(new CountersService(), ServerOptions.defaults().withPorts(0, 0));
  private final Entrypoint entrypoint =
      Entrypoint.local(server.streamingPort(), server.controlPort());
  private final SkipServiceBroker broker = new SkipServiceBroker(entrypoint);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final HttpServer relay;
  private final SkipServiceBroker relayed;

  CommandRequestTest() throws IOException {
    relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    relay.start();
    URI address = URI.create("http://127.0.0.1:" + relay.getAddress().getPort());
    relayed = new SkipServiceBroker(new Entrypoint(address, entrypoint.streaming("")));
  }

  @AfterEach
  void close() {
    relayed.close();
    broker.close();
    client.close();
    relay.stop(0);
    server.close();
  }

  /** Passes a request on, and loses the answers to the first ones. */
  private void pass(HttpExchange exchange, int lost) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    keys.add(key);
    HttpRequest request =
        HttpRequest.newBuilder(entrypoint.control(exchange.getRequestURI().getRawPath()))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
            .build();
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      if (keys.size() > lost) {
        response
            .headers()
            .firstValue("Skip-Watermark")
            .ifPresent(value -> exchange.getResponseHeaders().set("Skip-Watermark", value));
        exchange.sendResponseHeaders(response.statusCode(), response.body().length);
        exchange.getResponseBody().write(response.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private List<Json> counter() {
    return broker.getArray("counters", Json.NULL, Json.of("a"));
  }

  @Test
  void command_givesItsResult_andTheWatermarkForReads() {
    CommandResult answer = broker.command("add", new Add("a", 3));

    assertThat(answer.as(Count.class)).isEqualTo(new Count(3));
    assertThat(answer.watermark()).isEqualTo(server.instance().watermark().toString());
    assertThat(broker.atLeast(answer.watermark()).getArray("counters", Json.NULL, Json.of("a")))
        .containsExactly(Json.of(3));
    assertThatThrownBy(() -> answer.as(Long.class)).isInstanceOf(MismatchException.class);
  }

  @Test
  void refusal_isNotTriedAgain_andSaysWhy() {
    relay.createContext("/", exchange -> pass(exchange, 0));
    assertThatThrownBy(() -> relayed.command("add", new Add("a", 11)))
        .isInstanceOfSatisfying(
            BrokerException.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(409);
              assertThat(refusal.type()).isEqualTo("command-refused");
              assertThat(refusal.detail()).isEqualTo("ten is the most");
            });
    assertThat(keys).hasSize(1);
  }

  @Test
  void command_isAskedForAgain_andRunsOnce_whenAnswersAreLost() {
    relay.createContext("/", exchange -> pass(exchange, 2));

    CommandResult answer = relayed.command("add", new Add("a", 3));

    assertThat(answer.as(Count.class)).isEqualTo(new Count(3));
    assertThat(counter()).containsExactly(Json.of(3));
    assertThat(keys).hasSizeGreaterThanOrEqualTo(3);
    assertThat(keys.stream().distinct()).hasSize(1);
  }

  @Test
  void command_fails_whenAllAnswersAreLost_andCanBeAskedForLaterUnderItsKey() {
    relay.createContext("/", exchange -> pass(exchange, Integer.MAX_VALUE));
    assertThatThrownBy(() -> relayed.command("add", new Add("a", 3), "key"))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(counter()).containsExactly(Json.of(3));

    assertThat(broker.command("add", new Add("a", 3), "key").as(Count.class))
        .isEqualTo(new Count(3));
    assertThat(counter()).containsExactly(Json.of(3));
  }

  @Test
  void command_isAskedForAgain_whenTheServiceDidNotComeToIt() {
    relay.createContext(
        "/",
        exchange -> {
          if (keys.isEmpty()) {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(UNAVAILABLE, -1);
            exchange.close();
          } else {
            pass(exchange, 0);
          }
        });
    assertThat(relayed.command("add", new Add("a", 3)).as(Count.class)).isEqualTo(new Count(3));
    assertThat(keys.stream().distinct()).hasSize(1);
  }
}
