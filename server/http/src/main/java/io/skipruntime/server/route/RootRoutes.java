package io.skipruntime.server.route;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.MediaTypes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The routes that tell who has found a listener what it is: a page for browsers, and a problem
 * document for programs, to which the path has nothing.
 *
 * <p>A page has no scripts and loads nothing, which its {@code Content-Security-Policy} enforces;
 * every text in it that is not this class's own is escaped. The page of the streaming listener,
 * which is for everybody, has no names of what the service has.
 */
final class RootRoutes {

  private static final String PATH = "/";

  /**
   * What a host and port can be written with; anything else a client may have sent is not shown.
   */
  private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

  private static final Map<String, String> PAGE_HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'",
          "X-Content-Type-Options", "nosniff");

  private static final String CONTROL =
      "this is the control listener of a Skip service, for its backends: see POST"
          + " /v1/snapshot/{resource}, PATCH /v1/inputs/{collection}, POST /v1/streams/{resource},"
          + " POST /v1/commands/{command},"
          + " /healthz, /readyz and /metrics";
  private static final String STREAMING =
      "this is the streaming listener of a Skip service, for subscribers: see"
          + " /v1/resources/{resource}, /v1/streams/{uuid}, /v1/streams, /v1/commands/{command},"
          + " /healthz and /readyz";

  private final ServiceInstance service;
  private final ServerOptions options;
  private final Security security;

  RootRoutes(ServiceInstance service, ServerOptions options, Security security) {
    this.service = service;
    this.options = options;
    this.security = security;
  }

  /** The route of the listener that is for backends: its page lists resources and inputs. */
  Route controlRoute() {
    return Route.blocking("GET", PATH, call -> answer(call, CONTROL, this::controlPage));
  }

  /** The route of the listener that is open to subscribers. */
  Route streamingRoute() {
    return Route.immediate("GET", PATH, call -> answer(call, STREAMING, RootRoutes::streamingPage));
  }

  private static Answer answer(Call call, String detail, Function<Call, String> page) {
    if (MediaTypes.askForHtml(call.headers().all("Accept"))) {
      byte[] body = page.apply(call).getBytes(StandardCharsets.UTF_8);
      return new Answer(200, "text/html; charset=utf-8", body, PAGE_HEADERS);
    }
    throw new RefusedException(
        ProblemDocument.of(404, "not-found", detail), Map.of("Cache-Control", "no-store"));
  }

  private String controlPage(Call call) {
    String curl =
        security.control().needsToken() ? "curl -H \"Authorization: Bearer $TOKEN\"" : "curl";
    String json = curl + " -H 'Content-Type: application/json' ";
    String address = security.scheme() + "://" + authority(call);
    return page(
        "control listener",
        """
        <p>It reads, writes and opens streams, for the backends of the service. Subscribers use the
        streaming listener.</p>
        <p><a href="/healthz">/healthz</a> <a href="/readyz">/readyz</a> <a href="/metrics">/metrics</a></p>
        <h2>Resources</h2>
        <p>The body is what the resource takes as parameters.</p>
        %s<h2>Inputs</h2>
        %s\
        """
            .formatted(
                list(
                    service.resourceNames(),
                    name -> json + "-d '{}' '" + address + "/v1/snapshot/" + encoded(name) + "'"),
                list(
                    service.inputNames(),
                    name ->
                        json
                            + "-X PATCH -d '[[\"KEY\",[\"VALUE\"]]]' '"
                            + address
                            + "/v1/inputs/"
                            + encoded(name)
                            + "'")));
  }

  private static String streamingPage(Call call) {
    return page(
        "streaming listener",
        """
        <p>It sends subscribers what a resource has, and what changes, as server-sent events.</p>
        <ul>
        <li><code>GET /v1/resources/{resource}</code>: opens and follows a resource</li>
        <li><code>GET /v1/streams/{uuid}</code>: follows a stream that a backend has opened</li>
        <li><code>POST /v1/streams</code>: follows several on one connection</li>
        <li><code>POST /v1/commands/{command}</code>: runs a command</li>
        </ul>
        <p><a href="/healthz">/healthz</a> <a href="/readyz">/readyz</a></p>
        """);
  }

  private String authority(Call call) {
    String host = options.controlHost();
    String usual = (host.contains(":") ? "[" + host + "]" : host) + ":" + options.controlPort();
    return call.header("Host").filter(sent -> AUTHORITY.matcher(sent).matches()).orElse(usual);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String list(List<String> names, Function<String, String> command) {
    return names.stream()
        .map(name ->
            "<dt>%s</dt>\n<dd><code>%s</code></dd>\n"
                .formatted(escaped(name), escaped(command.apply(name))))
        .collect(Collectors.joining("", "<dl>\n", "</dl>\n"));
  }

  private static String page(String listener, String contents) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Skip: %1$s</title>
    <style>body { font-family: sans-serif; margin: 2em } dt { font-weight: bold }</style></head>
    <body>
    <h1>The %1$s of a Skip service</h1>
    %2$s</body>
    </html>
    """
        .formatted(listener, contents);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
