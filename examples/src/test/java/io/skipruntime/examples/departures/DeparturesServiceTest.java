package io.skipruntime.examples.departures;

import static io.skipruntime.server.Wait.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.SourceStatus;
import io.skipruntime.SourceUnavailableException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.departures.DeparturesService.Board;
import io.skipruntime.examples.departures.DeparturesService.Departure;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeparturesServiceTest {

  private volatile Instant now = Instant.ofEpochSecond(600);
  private final StationApi api = StationApi.start(() -> now);
  private final ServiceInstance service =
      ServiceInstance.start(new DeparturesService(api.address(), 20));

  DeparturesServiceTest() throws IOException {}

  @AfterEach
  void close() {
    service.close();
    api.close();
  }

  private List<String> trips() {
    return service.<String, Departure>getAll("departures", new Board("central")).stream()
        .map(Entry::key)
        .toList();
  }

  private SourceStatus.State state() {
    return service.sourceStatuses().getFirst().state();
  }

  private void outage(String method) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(api.address().resolve("/outage"))
              .method(method, BodyPublishers.noBody())
              .build();
      client.send(request, BodyHandlers.discarding());
    }
  }

  @Test
  void departures_followTheApi_withoutTheHiddenLines() {
    assertThat(trips()).containsExactly("central-120", "central-121", "central-122", "central-123");
    service.update("hidden", List.of(Entry.of("S2", "not today")));
    assertThat(trips()).containsExactly("central-120", "central-122", "central-123");
    now = Instant.ofEpochSecond(610);
    until(() -> trips().equals(List.of("central-122", "central-123", "central-125")));
  }

  @Test
  void departures_stayVisiblyStale_whileTheApiFails() throws Exception {
    List<String> before = trips();
    outage("PUT");
    until(() -> state() == SourceStatus.State.STALE);
    assertThat(service.sourceStatuses().getFirst().reason().orElse("")).contains("answered 503");
    now = Instant.ofEpochSecond(610);
    assertThat(trips()).isEqualTo(before);
    outage("DELETE");
    until(() -> state() == SourceStatus.State.LIVE && !trips().equals(before));
    assertThat(trips()).first().isEqualTo("central-122");
  }

  @Test
  void unknownStation_isRefused() {
    assertThatThrownBy(() -> service.getAll("departures", new Board("atlantis")))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("answered 404");
  }
}
