package io.skipruntime.spring.service;

import static io.skipruntime.engine.sink.MemoryTarget.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.ResourceSink;
import io.skipruntime.WiringException;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.sink.MemoryTarget;
import io.skipruntime.engine.sink.SinkService;
import io.skipruntime.jdbc.JdbcSink;
import io.skipruntime.jdbc.SinkTable;
import io.skipruntime.spring.BidsService;
import io.skipruntime.spring.BidsService.Bid;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sinks that are beans. */
class SinkBeansTest {

  @Configuration
  @EnableAutoConfiguration
  static class Application {

    @Bean
    BidsService bidsService() {
      return new BidsService();
    }

    @Bean
    DataSource database() {
      JdbcDataSource database = new JdbcDataSource();
      database.setURL("jdbc:h2:mem:sinks;DB_CLOSE_DELAY=-1");
      new JdbcTemplate(database)
          .execute("CREATE TABLE highest (item VARCHAR(40) PRIMARY KEY, amount BIGINT)");
      return database;
    }

    // region bean
    @Bean
    ResourceSink highestTable(DataSource database) {
      SinkTable table = SinkTable.of("highest", "item").value("amount");
      return ResourceSink.of("highest", JdbcSink.of(database, table));
    }
    // endregion
  }

  @Test
  void bean_isASinkUnderItsName() {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .properties(
                "skip.server=none",
                "spring.main.web-application-type=none",
                "spring.sql.init.mode=never")
            .run()) {
      ServiceInstance service = context.getBean(ServiceInstance.class);
      service.update("bids", List.of(Entry.of("a", new Bid("vase", 3))));
      assertThat(service.sinks().statuses().getFirst().name()).isEqualTo("highestTable");
      JdbcTemplate database = new JdbcTemplate(context.getBean(DataSource.class));
      await(() ->
          database
              .queryForList("SELECT amount FROM highest WHERE item = 'vase'", Long.class)
              .equals(List.of(3L)));
    }
  }

  @Test
  void name_thatTheServiceHasToo_isAMistake() {
    ResourceSink sink = ResourceSink.of("all", new MemoryTarget(false));
    assertThatThrownBy(() ->
            new SinkBeans(() -> Map.of("copy", sink))
                .decorate(new SinkService(Map.of("copy", sink))))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("copy");
  }
}
