package io.skipruntime.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts applications without a web server of their own, and sends requests to their services. */
public final class Applications {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Applications() {}

  /** Starts an application whose service is served at free ports. */
  public static ConfigurableApplicationContext start(Class<?> application, String... properties) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF)
        .properties("skip.control-port=0", "skip.streaming-port=0")
        .run(Arrays.stream(properties).map(property -> "--" + property).toArray(String[]::new));
  }

  /** The port of the control listener. */
  public static int controlPort(ConfigurableApplicationContext context) {
    return context
        .getEnvironment()
        .getRequiredProperty(ServerLifecycle.CONTROL_PORT, Integer.class);
  }

  /** The port of the streaming listener. */
  public static int streamingPort(ConfigurableApplicationContext context) {
    return context
        .getEnvironment()
        .getRequiredProperty(ServerLifecycle.STREAMING_PORT, Integer.class);
  }

  /** The answer to a GET. */
  public static HttpResponse<String> get(int port, String path) {
    return send(HttpRequest.newBuilder(address(port, path)).GET());
  }

  /** The answer to a request with a body of JSON. */
  public static HttpResponse<String> json(String method, int port, String path, String body) {
    return send(
        HttpRequest.newBuilder(address(port, path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(
          request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
