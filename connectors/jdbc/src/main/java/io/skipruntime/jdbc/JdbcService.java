package io.skipruntime.jdbc;

import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * A database that is asked the same queries again and again. A poll reads all queries that are
 * subscribed in one transaction, and delivers what has changed at once: no reader sees a part of
 * what one transaction of the database wrote, be it in several tables, if the database isolates
 * transactions by versions, as SQLite, H2, MariaDB, MySQL and PostgreSQL do.
 *
 * <p>While the database cannot be reached its sources are stale, with the reason and their last
 * data, and polls are repeated less and less often. A query that fails makes its own source stale
 * alone; before there is any data, one that is wrong makes its subscription fail. A row without a
 * usable key or value is listed in the status of its source. Between polls there is no connection,
 * except for those that the data source keeps.
 *
 * <p>A {@code JdbcService} is for one running service, under one name. Thread-safe.
 */
public final class JdbcService implements ExternalService {

  private final Map<String, JdbcResource> resources;
  private final Poller poller;

  private JdbcService(
      DataSource source,
      SqlFailures failures,
      Map<String, JdbcResource> resources,
      JdbcOptions options) {
    this.resources = new TreeMap<>(resources);
    this.poller = new Poller(source, failures, options);
  }

  /**
   * A database that a data source gives connections to, such as a pool. One connection is used at a
   * time, and is given back as it was.
   *
   * @param resources the queries, by the names of their resources
   */
  public static JdbcService of(
      DataSource source, Map<String, JdbcResource> resources, JdbcOptions options) {
    return new JdbcService(source, new SqlFailures(List.of()), resources, options);
  }

  /**
   * A database that a driver connects to, for each poll.
   *
   * @param url its JDBC address; neither it nor the properties are ever shown
   * @param properties what the driver is given, such as {@code user} and {@code password}
   * @param resources the queries, by the names of their resources
   */
  public static JdbcService connecting(
      String url,
      Map<String, String> properties,
      Map<String, JdbcResource> resources,
      JdbcOptions options) {
    Properties given = new Properties();
    given.putAll(properties);
    DriverSource source = new DriverSource(url, given);
    return new JdbcService(source, new SqlFailures(source.secrets()), resources, options);
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    JdbcResource query = resources.get(resource);
    if (query == null) {
      return CompletableFuture.failedStage(
          new SkipException("there is no query " + resource + "; there are " + resources.keySet()));
    }
    List<?> arguments;
    try {
      arguments = query.arguments(params);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(
          new SkipException("the parameters of " + resource + " are wrong: " + e.getMessage()));
    }
    String name = resource + params;
    return poller.add(instance, new PolledQuery(name, query, arguments, callbacks));
  }

  @Override
  public void unsubscribe(String instance) {
    poller.remove(instance);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return poller.close();
  }
}
