package io.skipruntime.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.StartedService;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.spring.BidsService;
import io.skipruntime.spring.BidsService.Bid;
import io.skipruntime.spring.ServerOptionsCustomizer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A service that is a bean is started, served and ended with its application. */
class SkipAutoConfigurationTest {

  private static final long SHUTDOWN_MILLIS = 2_000;

  /** How often a time is measured, since what else runs on the machine takes time, too. */
  private static final int TRIES = 3;

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    BidsService bidsService() {
      return new BidsService();
    }
  }

  @Configuration
  static class Customized extends Application {
    @Bean
    ServerOptionsCustomizer smaller() {
      return options -> options.withEngine(options.engine().withMaxStreams(7));
    }
  }

  @Configuration
  @EnableAutoConfiguration
  static class WithoutService {}

  @Test
  void service_isServed_whenItIsABean() {
    try (ConfigurableApplicationContext context = Applications.start(Application.class)) {
      int control = Applications.controlPort(context);
      assertThat(
              Applications.json(
                      "PATCH",
                      control,
                      "/v1/inputs/bids",
                      "[[\"a\",[{\"item\":\"vase\",\"amount\":3}]]]")
                  .statusCode())
          .isEqualTo(200);
      assertThat(Applications.json("POST", control, "/v1/snapshot/highest", "{}").body())
          .isEqualTo("[[\"vase\",[3]]]");
      assertThat(context.getBean(ServiceInstance.class).getInput("bids"))
          .containsExactly(new Entry<>("a", List.of(new Bid("vase", 3))));
    }
  }

  @Test
  void nothing_isStarted_whenThereIsNoService() {
    try (ConfigurableApplicationContext context = Applications.start(WithoutService.class)) {
      assertThat(context.getBeanNamesForType(StartedService.class)).isEmpty();
      assertThat(context.getBeanNamesForType(ServerOptions.class)).isEmpty();
    }
  }

  @Test
  void service_isNotServed_whenServerIsNone() {
    try (ConfigurableApplicationContext context =
        Applications.start(Application.class, "skip.server=none")) {
      assertThat(context.getBeanNamesForType(ServerLifecycle.class)).isEmpty();
      assertThat(context.getBean(ServiceInstance.class).getAll("highest")).isEmpty();
    }
  }

  @Test
  void options_areThoseOfPropertiesAndCustomizers() {
    try (ConfigurableApplicationContext context =
        Applications.start(
            Customized.class,
            "skip.server=none",
            "skip.heartbeatSeconds=2.5",
            "skip.cors-origin[0]=https://one.example.org",
            "skip.cors-origin[1]=https://two.example.org",
            "skip.max-body-bytes=1MiB")) {
      ServerOptions options = context.getBean(ServerOptions.class);
      assertThat(options.heartbeatMillis()).isEqualTo(2_500);
      assertThat(options.corsOrigins())
          .containsExactlyInAnyOrder("https://one.example.org", "https://two.example.org");
      assertThat(options.limits().maxBodyBytes()).isEqualTo(1 << 20);
      assertThat(options.engine().maxStreams()).isEqualTo(7);
    }
  }

  @Test
  void application_endsInTwoSeconds_whenStreamsAreOpen() throws Exception {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && shortest >= SHUTDOWN_MILLIS; i++) {
      shortest = Math.min(shortest, millisToEndWithOpenStreams());
    }
    assertThat(shortest).isLessThan(SHUTDOWN_MILLIS);
  }

  private static long millisToEndWithOpenStreams() throws Exception {
    ConfigurableApplicationContext context = Applications.start(Application.class);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        InputStream one = open(client, Applications.streamingPort(context));
        InputStream other = open(client, Applications.streamingPort(context))) {
      long start = System.nanoTime();
      context.close();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertThat(one.readAllBytes()).isNotEmpty();
      assertThat(other.readAllBytes()).isNotEmpty();
      return millis;
    }
  }

  private static InputStream open(HttpClient client, int port)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/resources/highest"))
            .build();
    InputStream stream = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    assertThat(stream.read()).isPositive();
    return stream;
  }
}
