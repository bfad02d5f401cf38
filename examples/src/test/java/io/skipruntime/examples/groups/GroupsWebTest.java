package io.skipruntime.examples.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.EventStream;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsWebTest {

  private static final long TIMEOUT_MILLIS = 10_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final SkipServer service =
      SkipServer.start(new GroupsService(), ServerOptions.defaults().withPorts(0, 0));
  private GroupsWeb web;

  @BeforeEach
  void start() throws IOException {
    Entrypoint entrypoint = Entrypoint.local(service.streamingPort(), service.controlPort());
    web = GroupsWeb.start(entrypoint, "127.0.0.1", 0);
  }

  @AfterEach
  void close() {
    client.close();
    web.close();
    service.close();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + web.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  @Test
  void activeFriends_redirectsToAStreamOfItsOwn_andMustNotBeCached() throws Exception {
    HttpResponse<String> first = send("GET", "/active_friends/0", "");
    HttpResponse<String> second = send("GET", "/active_friends/0", "");
    assertThat(first.statusCode()).isEqualTo(307);
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(first.headers().firstValue("Location"))
        .isNotEqualTo(second.headers().firstValue("Location"));
  }

  @Test
  void put_writesOneValue_whichSubscribersSee() throws Exception {
    String stream =
        send("GET", "/active_friends/0", "").headers().firstValue("Location").orElseThrow();
    try (EventStream events = EventStream.open(URI.create(stream))) {
      assertThat(events.next(TIMEOUT_MILLIS).orElseThrow().data())
          .isEqualTo(Json.parse("[[1001,[1]]]"));
      String carol = "{\"name\":\"Carol\",\"active\":true,\"friends\":[0,1]}";
      assertThat(send("PUT", "/users/2", carol).statusCode()).isEqualTo(204);
      assertThat(events.next(TIMEOUT_MILLIS).orElseThrow().data())
          .isEqualTo(Json.parse("[[1001,[1,2]],[1002,[2]]]"));
      String group = "{\"name\":\"Group 2\",\"members\":[]}";
      assertThat(send("PUT", "/groups/1002", group).statusCode()).isEqualTo(204);
      assertThat(events.next(TIMEOUT_MILLIS).orElseThrow().data())
          .isEqualTo(Json.parse("[[1002,[]]]"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | /active_friends/bob | ''           | 400 | an id is a whole number, not “bob”
          GET  | /active_friends/-1  | ''           | 400 | an id is a whole number, not “-1”
          GET  | /active_friends/99  | ''           | 422 | expected one value for key 99, found none
          GET  | /active_friends     | ''           | 404 | there are /active_friends/{uid}
          GET  | /none.js            | ''           | 404 | there are /active_friends/{uid}
          GET  | /../page/index.html | ''           | 404 | there are /active_friends/{uid}
          GET  | /Page.class         | ''           | 404 | there are /active_friends/{uid}
          GET  | /users/1            | ''           | 405 | only PUT is possible here
          POST | /active_friends/1   | '{}'         | 405 | only GET is possible here
          PUT  | /users/1            | ''           | 400 | the body is not JSON
          PUT  | /users/1            | '{"name":'   | 400 | the body is not JSON
          PUT  | /users/1            | '{"name":1}' | 422 | name: expected a string, found 1
          PUT  | /groups/x           | '{}'         | 400 | an id is a whole number, not “x”
          """)
  void mistakes_areAnsweredClearly(
      String method, String path, String body, int status, String detail) throws Exception {
    HttpResponse<String> response = send(method, path, body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Json.parse(response.body()).asObject().get("detail").asString()).contains(detail);
  }

  @Test
  void page_isServedWithItsClient_andMayOnlyConnectToTheService() throws Exception {
    HttpResponse<String> page = send("GET", "/", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    String streaming = "http://127.0.0.1:" + service.streamingPort();
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .contains("default-src 'self'; frame-ancestors 'none'; connect-src 'self' " + streaming);
    assertThat(Json.parse(send("GET", "/settings.json", "").body()).asObject().get("streaming"))
        .isEqualTo(Json.of(streaming));
    HttpResponse<String> client = send("GET", "/skip-client/index.js", "");
    assertThat(client.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(client.body()).contains("SkipClient");
  }

  @Test
  void largeBody_isRefused() throws Exception {
    HttpResponse<String> response = send("PUT", "/users/1", " ".repeat((1 << 20) + 1));
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void missingService_isABadGateway() throws Exception {
    service.close();
    HttpResponse<String> response = send("GET", "/active_friends/0", "");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.body()).contains("the groups service cannot be reached");
  }
}
