package io.skipruntime.spring.devtools;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.spring.stream.Subscriber;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What devtools do with an application when its classes are compiled again. */
class DevToolsRestartTest {

  private static final String ON_ITS_PORT = "Tomcat started on port (\\d+)";
  private static final String RELOADED = "goes on with its data and the new code";

  @TempDir private Path directory;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.shutdownNow();
  }

  private static HttpRequest.Builder request(String address) {
    return HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofMinutes(5));
  }

  private void write(String address) throws Exception {
    HttpResponse<String> answer =
        client.send(
            request(address)
                .header("Content-Type", "application/json")
                .method(
                    "PATCH", HttpRequest.BodyPublishers.ofString("[[\"a\",[{\"text\":\"one\"}]]]"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private Subscriber follow(String address, String... headers) throws Exception {
    HttpRequest.Builder request = request(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new Subscriber(client.send(request.build(), BodyHandlers.ofInputStream()));
  }

  @Test
  void mountedService_keepsItsDataAndItsStreams_andHasTheNewCode() throws Exception {
    try (RestartedApplication application =
        new RestartedApplication(directory, "--skip.path=/skip", "--skip.control-path=/internal")) {
      String base = "http://127.0.0.1:" + application.await(ON_ITS_PORT);
      write(base + "/internal/v1/inputs/notes");
      List<String> init;
      try (Subscriber subscriber = follow(base + "/skip/v1/resources/signed")) {
        init = subscriber.event();
        assertThat(Subscriber.field(init, "data")).hasValue("[[\"a\",[\"one!\"]]]");
        application.compile("notes", "?");
        assertThat(subscriber.event()).as("the end").isEmpty();
      }
      application.await(RELOADED);
      String next = "http://127.0.0.1:" + application.await(ON_ITS_PORT);
      String last = Subscriber.field(init, "id").orElseThrow();
      try (Subscriber again = follow(next + "/skip/v1/resources/signed", "Last-Event-ID", last)) {
        List<String> event = again.event();
        assertThat(event).startsWith("event: update");
        assertThat(Subscriber.field(event, "data")).hasValue("[[\"a\",[\"one?\"]]]");
      }
    }
  }

  @Test
  void serviceOfItsOwnServer_goesOnWithOpenStreams_andHasTheDataOfARenamedInputAgain()
      throws Exception {
    try (RestartedApplication application =
        new RestartedApplication(
            directory,
            "--skip.server=separate",
            "--skip.control-port=0",
            "--skip.streaming-port=0")) {
      String ports = application.await("listening: (control http://\\S+, streaming http://[^;]+)");
      String control = ports.replaceFirst("control (\\S+),.*", "$1");
      String streaming = ports.replaceFirst(".*streaming ", "");
      write(control + "/v1/inputs/notes");
      try (Subscriber subscriber = follow(streaming + "/v1/resources/signed")) {
        assertThat(Subscriber.field(subscriber.event(), "data")).hasValue("[[\"a\",[\"one!\"]]]");
        application.compile("memos", "!");
        assertThat(Subscriber.field(subscriber.event(), "data")).hasValue("[]");
        application.await("input notes is gone: its data \\(1 keys\\) is kept");
        application.compile("notes", "?");
        assertThat(Subscriber.field(subscriber.event(), "data")).hasValue("[[\"a\",[\"one?\"]]]");
      }
    }
  }
}
