package io.skipruntime.spring.mount;

import io.skipruntime.spring.stream.Subscriber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that has the protocol mounted, at {@code /skip} for subscribers and at {@code
 * /internal} for backends, and requests to it.
 */
final class MountedApplication implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final ConfigurableApplicationContext context;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private MountedApplication(ConfigurableApplicationContext context) {
    this.context = context;
    this.port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  static MountedApplication start(WebApplicationType type, String... properties) {
    Class<?> application =
        type == WebApplicationType.SERVLET ? ServletApplication.class : FluxApplication.class;
    return new MountedApplication(
        new SpringApplicationBuilder(application)
            .web(type)
            .bannerMode(Banner.Mode.OFF)
            .run(
                Stream.concat(
                        Stream.of(
                            "server.port=0",
                            "server.tomcat.max-connections=20000",
                            "server.tomcat.accept-count=1000",
                            "spring.reactor.netty.shutdown-quiet-period=0s",
                            "spring.autoconfigure.exclude="
                                + "org.springframework.boot.jdbc.autoconfigure."
                                + "DataSourceAutoConfiguration",
                            "skip.permissions.check-seconds=0.05",
                            "skip.path=/skip",
                            "skip.control-path=/internal"),
                        Arrays.stream(properties))
                    .map(property -> "--" + property)
                    .toArray(String[]::new)));
  }

  int port() {
    return port;
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(TIMEOUT);
  }

  /** A request of a backend that has logged in. */
  HttpRequest.Builder asAnn(String path) {
    String login =
        Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII));
    return request(path).header("Authorization", "Basic " + login);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The cookie of a session in which a user has logged in. */
  String logIn(String name) {
    HttpResponse<String> answer =
        send(
            request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString("username=" + name + "&password=secret")));
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  /** Ends a session. */
  void logOut(String session) {
    send(request("/logout").header("Cookie", session).POST(HttpRequest.BodyPublishers.noBody()));
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  /** Writes texts as a backend. */
  void write(String key, String text) {
    HttpResponse<String> answer =
        send(json(asAnn("/internal/v1/inputs/texts"), "PATCH", entries(key, text)));
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }

  static String entries(String key, String text) {
    return "[[\"" + key + "\",[\"" + text + "\"]]]";
  }

  static HttpRequest.Builder json(HttpRequest.Builder request, String method, String body) {
    return request
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  /** A number of the protocol's metrics. */
  long metric(String name) {
    return send(asAnn("/internal/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  Subscriber follow(HttpRequest.Builder request) {
    try {
      return new Subscriber(client.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    context.close();
  }
}
