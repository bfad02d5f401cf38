package io.skipruntime.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.Measurement;
import io.skipruntime.spring.BidsService;
import io.skipruntime.spring.BidsService.Bid;
import io.skipruntime.spring.autoconfigure.Applications;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** An application with Actuator tells of its service what the server's own pages tell. */
class ActuatorTest {

  @Configuration
  @EnableAutoConfiguration
  static class Application {
    @Bean
    BidsService bidsService() {
      return new BidsService();
    }
  }

  @Configuration
  static class Open extends Application {
    @Bean
    SecurityFilterChain open(HttpSecurity http) {
      return http.authorizeHttpRequests(all -> all.anyRequest().permitAll()).build();
    }

    @Bean
    PrometheusMeterRegistry registry() {
      return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }
  }

  private static ConfigurableApplicationContext start(Path data) {
    return new SpringApplicationBuilder(Open.class)
        .properties(
            "skip.server=separate",
            "skip.control-port=0",
            "skip.streaming-port=0",
            "skip.data=" + data,
            "server.port=0",
            "spring.datasource.url=jdbc:h2:mem:actuator",
            "management.endpoint.health.show-details=always",
            "management.endpoints.web.exposure.include=health,skip")
        .run();
  }

  private static void bid(ConfigurableApplicationContext context, String id, long amount) {
    context
        .getBean(ServiceInstance.class)
        .update("bids", List.of(Entry.of(id, new Bid("vase", amount))));
  }

  private static String get(ConfigurableApplicationContext context, String path) {
    int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    return Applications.get(port, "/actuator/" + path).body();
  }

  @Test
  void service_isWatchedThroughTheApplication(@TempDir Path data) {
    try (ConfigurableApplicationContext context = start(data)) {
      bid(context, "a", 3);
      assertThat(get(context, "health/skip"))
          .contains("\"service\":{", "\"storage\":{", "\"sources\":{", "\"state\":\"recording\"")
          .contains("\"status\":\"UP\"")
          .doesNotContain("DOWN");
      assertThat(get(context, "skip")).contains("\"inputs\":[\"bids\"]", "\"commits\":");
      assertThat(get(context, "skip/inputs")).contains("\"name\":\"bids\"", "\"entries\":1");
      assertThat(get(context, "skip/collections")).contains("\"kind\":\"input\"", "\"heapBytes\":");
      context
          .getBean(ServiceInstance.class)
          .instantiateResource("mine", "highest", new Resources.NoParameters());
      assertThat(get(context, "skip/streams"))
          .contains("\"identifier\":\"mine\"", "\"resource\":\"highest\"");
      assertThat(get(context, "skip/instances"))
          .contains("\"resource\":\"highest\"", "\"entries\":1", "\"subscribers\":0");
      assertThat(get(context, "skip/resources")).contains("\"highest\"", "\"bids_for\"");
      assertThat(get(context, "skip/sources")).isEqualTo("[]");
      context.getBean(ServiceInstance.class).health().breakDown(new OutOfMemoryError("of a test"));
      assertThat(get(context, "health/skip")).contains("\"status\":\"DOWN\"");
    }
  }

  /** The names before labels, of lines that are numbers of the service. */
  private static Set<String> names(String page) {
    return page.lines()
        .filter(line -> line.startsWith("skip_") && !line.contains("_bucket{"))
        .map(line -> line.replaceFirst("[ {].*", ""))
        .collect(Collectors.toSet());
  }

  @Test
  void meters_haveTheNamesOfTheServersPage(@TempDir Path data) {
    try (ConfigurableApplicationContext context = start(data)) {
      bid(context, "a", 3);
      int control = Applications.controlPort(context);
      Applications.json("POST", control, "/v1/snapshot/highest", "{}");
      PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
      context.getBean(SkipMeters.class).bindTo(registry);
      String page = Applications.get(control, "/metrics").body();
      assertThat(names(registry.scrape())).containsAll(names(page)).hasSizeGreaterThan(20);
      assertThat(registry.scrape()).contains("skip_collection_entries{collection=");
    }
  }

  @Test
  void meters_comeAndGoWithWhatTheyCount() {
    MeasurementsOfATest source = new MeasurementsOfATest();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    SkipMeters meters = new SkipMeters(source);
    source.names = List.of("skip_one");
    meters.bindTo(registry);
    assertThat(registry.get("skip_one").gauge().value()).isEqualTo(1);
    source.names = List.of("skip_other");
    meters.bindTo(registry);
    assertThat(registry.find("skip_one").gauge()).isNull();
    assertThat(registry.get("skip_other").gauge().value()).isEqualTo(1);
  }

  /** Numbers that a test sets. */
  private static final class MeasurementsOfATest implements MeasurementSource {

    private List<String> names = List.of();

    @Override
    public List<Measurement> measurements() {
      return names.stream()
          .map(name -> new Measurement(name, "", Measurement.Kind.GAUGE, Map.of(), 1, 0))
          .toList();
    }
  }
}
