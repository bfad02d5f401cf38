package io.skipruntime.postgres;

import java.util.List;
import java.util.Optional;

/**
 * The shape of a table, as the catalog has it.
 *
 * @param name its name
 * @param oid its number
 * @param kind as in {@code pg_class.relkind}: {@code r} a table, {@code p} a partitioned one,
 *     {@code v} a view
 * @param identity as in {@code pg_class.relreplident}: {@code d} the primary key, {@code i} an
 *     index, {@code f} the whole row, {@code n} nothing
 * @param isFiltered whether row-level security hides rows from the role
 * @param isSelectable whether the role may read it
 * @param isUsable whether the role may use its schema
 * @param estimatedRows how many rows it has, by estimate; 0 if that is not known
 * @param partitions the partitions with the files that they have; empty if it has none
 * @param columns its columns
 * @param primaryKey the columns of the primary key, in order; empty if it has none
 * @param identityIndex the columns of the index that is its identity; empty if there is none
 * @param membership its place in the publication; empty if it is not in it
 */
record TableShape(
    TableName name,
    int oid,
    char kind,
    char identity,
    boolean isFiltered,
    boolean isSelectable,
    boolean isUsable,
    long estimatedRows,
    String partitions,
    List<Column> columns,
    List<String> primaryKey,
    List<String> identityIndex,
    Optional<Membership> membership) {

  /**
   * A column.
   *
   * @param number in the table
   * @param type the number of its type
   * @param parts is another text when the labels or attributes of its type are others
   * @param isGenerated whether it is computed
   */
  record Column(String name, int number, int type, String parts, boolean isGenerated) {}

  /**
   * The place of a table in the publication.
   *
   * @param oid changes when the table is taken out and put back
   * @param columns the columns that are published
   * @param filter the condition that published rows fulfil; empty if all are
   */
  record Membership(String oid, List<String> columns, Optional<String> filter) {}

  /** The columns that tell rows apart: the primary key, or else the index that is the identity. */
  List<String> key() {
    return primaryKey.isEmpty() ? identityIndex : primaryKey;
  }

  /** The same, with another key, if one is given. */
  TableShape withKey(List<String> other) {
    return other.isEmpty()
        ? this
        : new TableShape(
            name,
            oid,
            kind,
            identity,
            isFiltered,
            isSelectable,
            isUsable,
            estimatedRows,
            partitions,
            columns,
            other,
            identityIndex,
            membership);
  }

  /** Whether it is a table of rows, partitioned or not, so that there are changes to follow. */
  boolean isTable() {
    return kind == 'r' || kind == 'p';
  }

  /** What it is in words, if it is something that has no rows; empty if it has rows. */
  Optional<String> whatElse() {
    return switch (kind) {
      case 'S' -> Optional.of("a sequence");
      case 'i', 'I' -> Optional.of("an index");
      case 'c' -> Optional.of("a type");
      default -> Optional.empty();
    };
  }

  /** The column of a name; empty if there is none. */
  Optional<Column> column(String wanted) {
    return columns.stream().filter(each -> each.name().equals(wanted)).findFirst();
  }

  /** What must be the same for the data that was read to go on being right. */
  String fingerprint(List<String> ofColumns) {
    StringBuilder print = new StringBuilder();
    print.append(Integer.toUnsignedString(oid)).append(identity).append(key()).append(partitions);
    membership.ifPresent(each -> print.append(each.oid()).append(each.filter()));
    for (String name : ofColumns) {
      print.append(column(name).map(Column::toString).orElse(name));
    }
    return print.toString();
  }
}
