package io.skipruntime.spring.autoconfigure;

import io.skipruntime.SkipService;
import io.skipruntime.jdbc.JdbcService;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.spring.table.TableInputs;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The configuration of inputs whose data is tables of the application's data source. */
@AutoConfiguration(
    before = SkipAutoConfiguration.class,
    afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({DataSource.class, JdbcConnectionDetails.class})
@ConditionalOnBean({SkipService.class, DataSource.class})
class SkipTableAutoConfiguration {

  private static final String TABLES = OptionProperties.PREFIX + ".tables.";
  private static final double MILLIS = 1_000;

  /** Tables follow the log of the database, if that is asked for. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(PostgresService.class)
  @ConditionalOnProperty(TABLES + "replication")
  static class Replicated {

    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    TableInputs skipTableInputs(JdbcConnectionDetails database, Environment environment) {
      return TableInputs.replicated(
          database.getJdbcUrl(),
          Objects.requireNonNullElse(database.getUsername(), ""),
          Objects.requireNonNullElse(database.getPassword(), ""),
          environment.getProperty(TABLES + "publication", "skip"),
          Optional.ofNullable(environment.getProperty(TABLES + "slot")));
    }
  }

  /** Tables are read again and again, unless the log is asked for. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(JdbcService.class)
  @ConditionalOnProperty(
      name = TABLES + "replication",
      havingValue = "false",
      matchIfMissing = true)
  static class Polled {

    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    TableInputs skipTableInputs(ObjectProvider<DataSource> source, Environment environment) {
      double seconds = environment.getProperty(TABLES + "interval-seconds", Double.class, 5.0);
      return TableInputs.polled(source::getObject, Math.round(seconds * MILLIS));
    }
  }
}
