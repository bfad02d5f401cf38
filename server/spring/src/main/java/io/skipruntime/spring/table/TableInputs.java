package io.skipruntime.spring.table;

import io.skipruntime.SkipService;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.spring.service.ServiceDecorator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The sources of the inputs that are marked with {@link io.skipruntime.spring.SkipTable}. A service
 * without such inputs stays as it is, and the database is not asked for.
 */
public final class TableInputs implements ServiceDecorator {

  private final Supplier<TableSource> source;

  private TableInputs(Supplier<TableSource> source) {
    this.source = source;
  }

  /** Tables of a data source, read with pauses of some milliseconds. */
  public static TableInputs polled(Supplier<DataSource> source, long intervalMillis) {
    return new TableInputs(() -> new PolledTables(source.get(), intervalMillis));
  }

  /**
   * Tables of a PostgreSQL database, which follow its log.
   *
   * @param url the JDBC address, with {@code user} and {@code password} as the data source has them
   * @param publication the publication that has the tables
   * @param slot the replication slot that is kept; empty for one that ends with its connection
   */
  public static TableInputs replicated(
      String url, String user, String password, String publication, Optional<String> slot) {
    PostgresOptions options = PostgresOptions.of(url, user, password).withPublication(publication);
    PostgresOptions all = slot.isPresent() ? options.withSlot(slot.get()) : options;
    return new TableInputs(() -> new ReplicatedTables(all));
  }

  @Override
  public SkipService<?, ?> decorate(SkipService<?, ?> service) {
    List<TableInput> tables = TableInput.of(service);
    return tables.isEmpty() ? service : backed(service, tables, source.get());
  }

  private static <I extends Record, S extends Record> SkipService<I, S> backed(
      SkipService<I, S> service, List<TableInput> tables, TableSource source) {
    return new TableBackedService<>(service, tables, source, source.open(tables));
  }
}
