package io.skipruntime.sql.catalog;

import java.util.List;

/**
 * Tables and functions that queries may name beside collections. Immutable.
 *
 * @param tables the tables
 * @param functions the functions
 */
public record SystemCatalog(List<SystemTable> tables, List<SystemFunction> functions) {

  /** Copies the lists. */
  public SystemCatalog {
    tables = List.copyOf(tables);
    functions = List.copyOf(functions);
  }
}
