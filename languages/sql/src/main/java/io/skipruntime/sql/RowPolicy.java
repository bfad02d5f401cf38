package io.skipruntime.sql;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The condition of the rows that a user may read of a collection: on the component of the record
 * that a service shares, or of an input that is not shared. Queries of verified users see the rows
 * for which it is true, and no table that has no policy.
 *
 * <pre>{@code
 * record Shared(
 *     @RowPolicy("customer = CURRENT_USER OR has_claim('roles', 'clerk')")
 *         EagerCollection<Long, Order> orders) {}
 * }</pre>
 *
 * <p>In the condition, {@code CURRENT_USER} is the subject of the user, {@code claim('name')} the
 * text of a claim, NULL if there is none, and {@code has_claim('name', value)} whether a claim is
 * the value or a list that has it. Subqueries see all rows of all collections. A policy of an input
 * that the shared component of the same name has not is refused when a server starts.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface RowPolicy {

  /** The condition, in SQL, over the columns of the table. */
  String value();
}
