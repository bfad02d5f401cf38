package io.skipruntime.spring.table;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import java.util.List;

/** A way to read the tables of the application's database. Thread-safe. */
interface TableSource {

  /** The external service of some tables; it is for one service, which shuts it down. */
  ExternalService open(List<TableInput> tables);

  /** A table as a resource of the external service of a name. */
  ExternalResource<?, ?> resource(String service, TableInput table);
}
