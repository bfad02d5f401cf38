package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceStatusTest {

  private static final String HOME = "now\"Home\"";

  private final ExternalServiceTest.Weather source = new ExternalServiceTest.Weather();
  private final TestClock clock = new TestClock();
  private final ServiceInstance service =
      ServiceInstance.start(
          new ExternalServiceTest.Forecast(source),
          EngineOptions.defaults().withClock(clock).withSourceTimeoutMillis(300));

  @AfterEach
  void close() {
    service.close();
  }

  private SourceStatus status(String city) {
    return service.sourceStatuses().stream()
        .filter(status -> status.params().equals(Json.of(city)))
        .findFirst()
        .orElseThrow();
  }

  private static List<Entry<Json, Json>> temperature(long degrees) {
    return List.of(Entry.of(Json.of("t"), Json.of(degrees)));
  }

  private Instant later() {
    clock.advanceMillis(1000);
    return clock.instant();
  }

  @Test
  void staleSource_keepsWhenItBecameSo_andWhenItLastDelivered() {
    Instant delivered = later();
    source.callbacks(HOME).update(temperature(21), false);
    Instant lost = later();
    source.callbacks(HOME).error(new IllegalStateException("connection lost"));
    later();
    source.callbacks(HOME).error(new IllegalStateException("no route"));

    SourceStatus status = status("Home");
    assertThat(status.state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(status.since()).isEqualTo(lost);
    assertThat(status.lastDelivery()).contains(delivered);
    assertThat(status.reason()).contains("no route");
  }

  @Test
  void source_isLiveAgain_whenItConfirmsWhatItDelivered() {
    Instant began = status("Home").since();
    source.callbacks(HOME).error(new IllegalStateException("connection lost"));
    Instant confirmed = later();
    source.callbacks(HOME).update(List.of(), false);

    SourceStatus status = status("Home");
    assertThat(status.state()).isEqualTo(SourceStatus.State.LIVE);
    assertThat(status.since()).isEqualTo(confirmed).isAfter(began);
    assertThat(status.lastDelivery()).contains(confirmed);
    assertThat(status.reason()).isEmpty();
    Watermark before = service.watermark();
    source.callbacks(HOME).update(List.of(), false);
    assertThat(service.watermark()).isEqualTo(before);
  }

  @Test
  void requestThatWaitsTooLong_isToldWhatTheSourceReported() throws Exception {
    CompletableFuture<Object> waiting =
        CompletableFuture.supplyAsync(
            () -> service.getAll("at", new ExternalServiceTest.At("slow", "Pisa")));
    assertThat(source.slowSubscribed.await(10, TimeUnit.SECONDS)).isTrue();
    source.callbacks("slow\"Pisa\"").error(new IllegalStateException("connection refused"));

    assertThat(status("Pisa").state()).isEqualTo(SourceStatus.State.LOADING);
    assertThat(status("Pisa").reason()).contains("connection refused");
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class)
        .cause()
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessage(
            "the external source weather/slow\"Pisa\" did not deliver its data within 300 ms:"
                + " connection refused");
  }

  @Test
  void differenceBeforeAllData_makesNoSourceLive() {
    CompletableFuture<Object> waiting =
        CompletableFuture.supplyAsync(
            () -> service.getAll("at", new ExternalServiceTest.At("slow", "Pisa")));
    assertThatThrownBy(
            () -> {
              source.slowSubscribed.await(10, TimeUnit.SECONDS);
              source.callbacks("slow\"Pisa\"").update(temperature(3), false);
              assertThat(status("Pisa").state()).isEqualTo(SourceStatus.State.LOADING);
              waiting.get(10, TimeUnit.SECONDS);
            })
        .hasMessageContaining("did not deliver its data");
  }

  @Test
  void failedSource_staysFailed_whateverItReports_andIsAskedAnew() {
    ExternalServiceTest.At atlantis = new ExternalServiceTest.At("failing", "Atlantis");
    assertThatThrownBy(() -> service.getAll("at", atlantis)).hasMessageContaining("no such city");
    ExternalService.Callbacks first = source.callbacks("failing\"Atlantis\"");
    first.error(new IllegalStateException("still not"));
    assertThat(status("Atlantis").state()).isEqualTo(SourceStatus.State.FAILED);
    first.update(temperature(1), true);
    assertThat(status("Atlantis").state()).isEqualTo(SourceStatus.State.FAILED);

    assertThatThrownBy(() -> service.getAll("at", atlantis)).hasMessageContaining("no such city");
    assertThat(source.instances.values()).filteredOn("failing\"Atlantis\""::equals).hasSize(2);
  }

  @Test
  void sourceWhoseFirstDataIsRejected_hasFailed_evenIfItDoesNotMind() {
    source.subscriptions.put("slow\"Pisa\"", CompletableFuture.completedFuture(null));
    source.firstOfSlow = List.of(Entry.of(Json.of("t"), Json.of("warm")));
    assertThatThrownBy(() -> service.getAll("at", new ExternalServiceTest.At("slow", "Pisa")))
        .isInstanceOf(SourceUnavailableException.class);
    assertThat(status("Pisa").state()).isEqualTo(SourceStatus.State.FAILED);
  }
}
