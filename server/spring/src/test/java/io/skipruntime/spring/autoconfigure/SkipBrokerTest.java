package io.skipruntime.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.client.JsonEntry;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.spring.BidsService;
import io.skipruntime.spring.BidsService.Bid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application without a service uses that of another one through a broker. */
class SkipBrokerTest {

  @Configuration
  @EnableAutoConfiguration
  static class Serving {
    @Bean
    BidsService bidsService() {
      return new BidsService();
    }
  }

  @Configuration
  @EnableAutoConfiguration
  static class Using {}

  @Test
  void broker_usesTheServiceOfAnotherApplication() {
    String token = "a-token-for-this-test";
    try (ConfigurableApplicationContext serving =
            Applications.start(Serving.class, "skip.control-token=" + token);
        ConfigurableApplicationContext using =
            Applications.start(
                Using.class,
                "skip.broker.control=http://127.0.0.1:" + Applications.controlPort(serving),
                "skip.broker.streaming=http://127.0.0.1:" + Applications.streamingPort(serving),
                "skip.broker.control-token=" + token)) {
      SkipServiceBroker broker = using.getBean(SkipServiceBroker.class);
      broker.update(
          "bids", List.of(new JsonEntry(Json.of("a"), List.of(Json.from(new Bid("vase", 3))))));
      assertThat(broker.getUnique("highest", Json.object(Map.of()), Json.of("vase")))
          .isEqualTo(Json.of(3));
      assertThat(serving.getBean(ServiceInstance.class).getInput("bids")).hasSize(1);
    }
  }

  @Test
  void applicationWithoutAddresses_hasNoBroker() {
    try (ConfigurableApplicationContext using = Applications.start(Using.class)) {
      assertThat(using.getBeanNamesForType(SkipServiceBroker.class)).isEmpty();
    }
  }
}
