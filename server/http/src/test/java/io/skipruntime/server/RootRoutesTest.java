package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.server.options.SecurityOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What the listeners say of themselves to who asks for their root. */
final class RootRoutesTest {

  private static final String FIREFOX = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final String TOKEN = "a-token-of-enough-characters";

  record Notes(EagerCollection<String, String> jotted) {}

  /** A service with a resource whose name is markup. */
  static final class Named implements SkipService<Notes, Notes> {
    @Override
    public Resources<Notes> resources() {
      return Resources.<Notes>empty().and("<b>'all' & more", (in, context) -> in.jotted());
    }

    @Override
    public Notes createGraph(Notes in, Context context) {
      return in;
    }
  }

  private static HttpResponse<String> asked(
      TestServer server, String method, URI uri, String... headers) {
    return server.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).headers(headers));
  }

  private static void assertPage(HttpResponse<String> page) {
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValue("default-src 'none'; style-src 'unsafe-inline'");
  }

  @Test
  void control_listsResourcesAndInputs_escaped_forABrowser() {
    try (TestServer server = new TestServer(new Named(), ServerOptions.defaults())) {
      HttpResponse<String> page = asked(server, "GET", server.control("/"), "Accept", FIREFOX);
      assertPage(page);
      assertThat(page.body())
          .contains(
              "<dt>&lt;b&gt;&#39;all&#39; &amp; more</dt>",
              "-d &#39;{}&#39; &#39;"
                  + server.control("/v1/snapshot/%3Cb%3E%27all%27%20%26%20more")
                  + "&#39;</code>",
              "<dt>jotted</dt>",
              server.control("/v1/inputs/jotted") + "&#39;</code>",
              "<a href=\"/metrics\">")
          .doesNotContain("<b>", "<script", "Authorization");
    }
  }

  @Test
  void control_asksForTheToken_andShowsWhereItGoes_whenOneIsNeeded() {
    ServerOptions options =
        ServerOptions.defaults().withSecurity(SecurityOptions.defaults().withControlToken(TOKEN));
    try (TestServer server = new TestServer(options)) {
      URI root = server.control("/");
      assertThat(asked(server, "GET", root, "Accept", FIREFOX).statusCode()).isEqualTo(401);
      HttpResponse<String> page =
          asked(server, "GET", root, "Accept", FIREFOX, "Authorization", "Bearer " + TOKEN);
      assertPage(page);
      assertThat(page.body()).contains("Authorization: Bearer $TOKEN").doesNotContain(TOKEN);
    }
  }

  @Test
  void streaming_namesNothingThatTheServiceHas() {
    try (TestServer server = new TestServer(new Named(), ServerOptions.defaults())) {
      HttpResponse<String> page = asked(server, "GET", server.streaming("/"), "Accept", FIREFOX);
      assertPage(page);
      assertThat(page.body())
          .contains("streaming listener", "/v1/resources/{resource}")
          .doesNotContain("all", "jotted", "<script");
      HttpResponse<String> problem = server.get(server.streaming("/"));
      assertThat(problem.body()).doesNotContain("'all'", "jotted");
    }
  }

  @Test
  void programs_areToldInAProblemDocument() {
    try (TestServer server = new TestServer()) {
      for (String accept : new String[] {"*/*", "application/json", "text/html;q=0"}) {
        HttpResponse<String> control = asked(server, "GET", server.control("/"), "Accept", accept);
        assertThat(control.statusCode()).isEqualTo(404);
        assertThat(TestServer.problem(control).get("type").asString()).isEqualTo("not-found");
        assertThat(TestServer.problem(control).get("detail").asString())
            .contains("control listener", "/v1/snapshot/{resource}", "/readyz");
      }
      HttpResponse<String> streaming = server.get(server.streaming("/"));
      assertThat(streaming.statusCode()).isEqualTo(404);
      assertThat(TestServer.problem(streaming).get("detail").asString())
          .contains("streaming listener", "/v1/resources/{resource}");
    }
  }

  @Test
  void head_isAnsweredLikeGet_withoutTheBody() {
    try (TestServer server = new TestServer()) {
      for (URI root : new URI[] {server.control("/"), server.streaming("/")}) {
        HttpResponse<String> head = asked(server, "HEAD", root, "Accept", FIREFOX);
        assertPage(head);
        assertThat(head.body()).isEmpty();
        assertThat(asked(server, "HEAD", root, "Accept", "*/*").statusCode()).isEqualTo(404);
      }
    }
  }
}
