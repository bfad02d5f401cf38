package io.skipruntime.sql.catalog;

/**
 * A column of a table or of a result.
 *
 * @param name its name, as it is written; names match without their case
 * @param type the type of its values
 * @param isNullable whether it may be NULL
 */
public record Column(String name, SqlType type, boolean isNullable) {}
