package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TracingTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final OpenTelemetry telemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
          .build();
  private final TestServer server =
      new TestServer(ServerOptions.defaults().withOpenTelemetry(telemetry));

  private SpanData span(String name) {
    Wait.until(() -> find(name).size() == 1);
    return find(name).get(0);
  }

  private List<SpanData> find(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(each -> each.getName().equals(name))
        .toList();
  }

  private static String text(SpanData span, String name) {
    return span.getAttributes().get(AttributeKey.stringKey(name));
  }

  private static Long number(SpanData span, String name) {
    return span.getAttributes().get(AttributeKey.longKey(name));
  }

  @Test
  void write_isPartOfTheClientsTrace_andItsCommitOfTheWrite() {
    try (server) {
      exporter.reset();
      server.send(
          HttpRequest.newBuilder(server.control("/v1/inputs/texts"))
              .header("Content-Type", "application/json")
              .header("traceparent", "00-" + TRACE + "-" + PARENT + "-01")
              .method("PATCH", BodyPublishers.ofString("[[\"a\",[\"one\"]]]")));

      SpanData request = span("PATCH /v1/inputs/{collection}");
      assertThat(request.getKind()).isEqualTo(SpanKind.SERVER);
      assertThat(request.getTraceId()).isEqualTo(TRACE);
      assertThat(request.getParentSpanId()).isEqualTo(PARENT);
      assertThat(number(request, "http.response.status_code")).isEqualTo(200);
      assertThat(text(request, "http.route")).isEqualTo("/v1/inputs/{collection}");
      SpanData commit = span("commit");
      assertThat(commit.getTraceId()).isEqualTo(TRACE);
      assertThat(commit.getParentSpanId()).isEqualTo(request.getSpanId());
      assertThat(text(commit, "skip.collection")).isEqualTo("texts");
      assertThat(number(commit, "skip.tick"))
          .isEqualTo(server.server().instance().watermark().tick());
      assertThat(number(commit, "skip.changed_nodes")).isEqualTo(2);
      assertThat(number(commit, "skip.changed_entries")).isEqualTo(2);
      assertThat(commit.getEndEpochNanos()).isGreaterThan(commit.getStartEpochNanos());
    }
  }

  @Test
  void stream_hasASpanUntilItBegins_withoutItsIdentifier() {
    try (server;
        EventReader events = server.subscribe("active_friends", "0")) {
      events.next();

      SpanData span = span("GET /v1/streams/{uuid}");
      assertThat(span.hasEnded()).isTrue();
      assertThat(span.getAttributes().asMap().values())
          .noneMatch(value -> value.toString().matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*"));
    }
  }

  @Test
  void failure_isMarked() {
    try (server) {
      server.post("/v1/snapshot/no_such", "0");
      SpanData refused = span("POST /v1/snapshot/{resource}");
      assertThat(text(refused, "skip.resource")).isEqualTo("no_such");
      assertThat(text(refused, "error.type")).isEqualTo("unknown-resource");
      assertThat(refused.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);

      exporter.reset();
      server.patch("/v1/inputs/texts", "[[\"a\",[\"one\"]]]");
      server.post("/v1/snapshot/broken", "{}");
      SpanData failed = span("POST /v1/snapshot/{resource}");
      assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
  }
}
