package io.skipruntime.spring.table;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.postgres.PostgresTable;
import java.util.List;

/**
 * Tables of a PostgreSQL database, which follow its log.
 *
 * @param options where the database is
 */
record ReplicatedTables(PostgresOptions options) implements TableSource {

  @Override
  public ExternalService open(List<TableInput> tables) {
    return new PostgresService(options);
  }

  @Override
  public ExternalResource<?, ?> resource(String service, TableInput table) {
    return PostgresTable.of(service, table.table(), table.keys(), table.values());
  }
}
