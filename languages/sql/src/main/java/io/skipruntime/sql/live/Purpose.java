package io.skipruntime.sql.live;

import io.skipruntime.sql.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * The plan that nodes are for. Its hash code is known, since nodes are looked up by it with each
 * table that the plan reads.
 */
final class Purpose {

  private final Plan plan;
  private final int hash;

  Purpose(Plan plan) {
    this.plan = plan;
    this.hash = plan.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Purpose of && hash == of.hash && (this == of || plan.equals(of.plan));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return plan.toString();
  }
}
