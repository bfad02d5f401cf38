package io.skipruntime.sql.front;

import io.skipruntime.sql.expression.SortKey;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;

/** The keys of the parser's orders; NULL is greater than all values if the order does not say. */
final class SortKeys {

  private SortKeys() {}

  static List<SortKey> of(List<RelFieldCollation> collations) {
    return collations.stream()
        .map(each -> of(each.getFieldIndex(), each.getDirection(), each.nullDirection))
        .toList();
  }

  static SortKey of(
      int cell,
      RelFieldCollation.Direction direction,
      RelFieldCollation.NullDirection nullDirection) {
    boolean isDescending = direction.isDescending();
    boolean isNullFirst =
        nullDirection == RelFieldCollation.NullDirection.FIRST
            || (nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED && isDescending);
    return new SortKey(cell, isDescending, isNullFirst);
  }
}
