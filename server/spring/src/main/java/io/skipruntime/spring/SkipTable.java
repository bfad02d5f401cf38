package io.skipruntime.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An input of a service, a component of its inputs record, whose data is a table of the
 * application's {@code DataSource}. Keys are the primary key, values the rows: a component of a
 * record is the column of its name, or of its name with underscores. Such an input cannot be
 * written to; what is written to the table is in the input soon after.
 *
 * <p>The table is read every {@code skip.tables.interval-seconds}, and needs {@code skip-jdbc} on
 * the class path. With {@code skip.tables.replication=true} the database is PostgreSQL, and the
 * table follows its log: what one SQL commit changes is one commit of the service. That needs
 * {@code skip-postgres}, and what docs/postgres.md says about the database.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface SkipTable {

  /** The table, with or without its schema; by default the component's name with underscores. */
  String value() default "";

  /**
   * A column that grows whenever a row is written, so that a reading needs only the newest rows; by
   * default all rows are read. It is not used with replication.
   */
  String watermark() default "";
}
