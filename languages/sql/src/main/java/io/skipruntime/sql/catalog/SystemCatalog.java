package io.skipruntime.sql.catalog;

import java.util.ArrayList;
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

  /** Those of this catalog and then those of another. */
  public SystemCatalog and(SystemCatalog other) {
    List<SystemTable> allTables = new ArrayList<>(tables);
    allTables.addAll(other.tables);
    List<SystemFunction> allFunctions = new ArrayList<>(functions);
    allFunctions.addAll(other.functions);
    return new SystemCatalog(allTables, allFunctions);
  }
}
