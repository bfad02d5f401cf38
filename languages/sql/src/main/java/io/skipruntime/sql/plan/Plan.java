package io.skipruntime.sql.plan;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.Table;
import io.skipruntime.sql.expression.Aggregation;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.SortKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A description of what a query computes, as a tree of operations of the relational algebra over
 * rows of cells. Plans are immutable values and say nothing of the parser that made them.
 */
public sealed interface Plan {

  /** The types of the cells of a row. */
  List<SqlType> types();

  /** The plans whose rows this one is made of. */
  List<Plan> inputs();

  /** The same operation on other {@link #inputs}. */
  Plan with(List<Plan> inputs);

  /** The number of cells of a row. */
  default int width() {
    return types().size();
  }

  /** Some cells of a row, by their indexes, as expressions over it. */
  default List<Expression> cells(IntStream indexes) {
    List<SqlType> types = types();
    return indexes
        .<Expression>mapToObj(index -> new Expression.Cell(index, types.get(index)))
        .toList();
  }

  /** The plan, and those below it, with each expression replaced. */
  default Plan rewritten(UnaryOperator<Expression> change) {
    List<Plan> inputs = inputs().stream().map(input -> input.rewritten(change)).toList();
    UnaryOperator<Expression> deep = expression -> expression.rewritten(change);
    Plan moved = with(inputs);
    return changed(moved, deep);
  }

  /** A plan of no inputs. */
  sealed interface Source extends Plan {
    @Override
    default List<Plan> inputs() {
      return List.of();
    }

    @Override
    default Plan with(List<Plan> inputs) {
      return this;
    }
  }

  /** All rows of a table. */
  record Scan(Table table) implements Source {
    @Override
    public List<SqlType> types() {
      return table.columns().stream().map(Column::type).toList();
    }
  }

  /**
   * The rows of a table that a user may read. What stands above is never moved below, so that no
   * other row is looked at.
   *
   * @param table name of the table
   * @param input what gives the rows; its parameters are its own
   * @param values the values of these parameters, null for NULL; none before the user is known
   */
  record Guarded(String table, Plan input, List<@Nullable Object> values) implements Source {

    /** Copies the list. */
    public Guarded {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    @Override
    public List<SqlType> types() {
      return input.types();
    }
  }

  /** Rows of constants. */
  record Constants(List<List<Expression>> rows, List<SqlType> types) implements Source {

    /** Copies the lists. */
    public Constants {
      rows = List.copyOf(rows);
      types = List.copyOf(types);
    }
  }

  /** The rows for which a condition holds. */
  record Filter(Plan input, Expression condition) implements Plan {
    @Override
    public List<SqlType> types() {
      return input.types();
    }

    @Override
    public List<Plan> inputs() {
      return List.of(input);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Filter(inputs.getFirst(), condition);
    }
  }

  /** The rows that expressions make of each row. */
  record Project(Plan input, List<Expression> expressions) implements Plan {

    /** Copies the list. */
    public Project {
      expressions = List.copyOf(expressions);
    }

    @Override
    public List<SqlType> types() {
      return expressions.stream().map(Expression::type).toList();
    }

    @Override
    public List<Plan> inputs() {
      return List.of(input);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Project(inputs.getFirst(), expressions);
    }
  }

  /** The rows of a join that have no partner but are there with NULL for it. */
  enum Outer {
    /** None. */
    NONE,
    /** Those of the left side. */
    LEFT,
    /** Those of the right side. */
    RIGHT,
    /** Those of both sides. */
    BOTH
  }

  /**
   * Cells of both sides that have to be equal.
   *
   * @param left index of the cell of the left side
   * @param right index of the cell of the right side
   * @param matchesNull whether NULL is equal to NULL
   */
  record Equality(int left, int right, boolean matchesNull) {}

  /**
   * The pairs of rows that belong together: the cells of the left one, then those of the right one.
   *
   * @param keys the cells that are equal
   * @param rest what has to hold for a pair beside that
   */
  record Join(Plan left, Plan right, Outer outer, List<Equality> keys, Optional<Expression> rest)
      implements Plan {

    /** Copies the list. */
    public Join {
      keys = List.copyOf(keys);
    }

    @Override
    public List<SqlType> types() {
      List<SqlType> types = new ArrayList<>(left.types());
      types.addAll(right.types());
      return types;
    }

    @Override
    public List<Plan> inputs() {
      return List.of(left, right);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Join(inputs.get(0), inputs.get(1), outer, keys, rest);
    }
  }

  /**
   * The rows of the left side that have a partner on the right side, or those that have none.
   *
   * @param keys the cells that are equal
   * @param rest what has to hold for a pair beside that: for the cells of the left row, then those
   *     of the right one
   * @param isNegated whether the rows are those without a partner
   */
  record SemiJoin(
      Plan left, Plan right, List<Equality> keys, Optional<Expression> rest, boolean isNegated)
      implements Plan {

    /** Copies the list. */
    public SemiJoin {
      keys = List.copyOf(keys);
    }

    @Override
    public List<SqlType> types() {
      return left.types();
    }

    @Override
    public List<Plan> inputs() {
      return List.of(left, right);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new SemiJoin(inputs.get(0), inputs.get(1), keys, rest, isNegated);
    }

    /** The pairs of rows that are partners. */
    public Join pairs() {
      return new Join(left, right, Outer.NONE, keys, rest);
    }
  }

  /**
   * A row for each group: the cells that its rows have in common, then the result of each call.
   * Without such cells there is one group, also of no rows.
   */
  record Aggregate(Plan input, List<Integer> groups, List<Aggregation> calls) implements Plan {

    /** Copies the lists. */
    public Aggregate {
      groups = List.copyOf(groups);
      calls = List.copyOf(calls);
    }

    @Override
    public List<SqlType> types() {
      List<SqlType> types = new ArrayList<>();
      groups.forEach(group -> types.add(input.types().get(group)));
      calls.forEach(call -> types.add(call.type()));
      return types;
    }

    @Override
    public List<Plan> inputs() {
      return List.of(input);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Aggregate(inputs.getFirst(), groups, calls);
    }
  }

  /** The rows with a cell more: the result of a call over the rows around each. */
  record Windowed(Plan input, WindowCall call) implements Plan {
    @Override
    public List<SqlType> types() {
      List<SqlType> types = new ArrayList<>(input.types());
      types.add(call.type());
      return types;
    }

    @Override
    public List<Plan> inputs() {
      return List.of(input);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Windowed(inputs.getFirst(), call);
    }
  }

  /**
   * Each row with each element of an array that is made of it.
   *
   * @param array the array
   * @param keepsEmpty whether a row without elements is there once, with NULL
   * @param hasNumber whether the number of the element, from 1, is a cell behind it
   */
  record Unnest(Plan input, Expression array, boolean keepsEmpty, boolean hasNumber)
      implements Plan {
    @Override
    public List<SqlType> types() {
      List<SqlType> types = new ArrayList<>(input.types());
      types.add(array.type().element());
      if (hasNumber) {
        types.add(SqlType.INTEGER);
      }
      return types;
    }

    @Override
    public List<Plan> inputs() {
      return List.of(input);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Unnest(inputs.getFirst(), array, keepsEmpty, hasNumber);
    }

    /** The rows that a row becomes. */
    public List<@Nullable Object[]> rows(@Nullable Object[] row) {
      List<?> elements = array.evaluate(row) instanceof List<?> list ? list : List.of();
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (int i = 0; i < elements.size(); i++) {
        @Nullable Object[] longer = Arrays.copyOf(row, width());
        Object element = elements.get(i);
        longer[row.length] = element == Json.NULL ? null : element;
        if (hasNumber) {
          longer[row.length + 1] = i + 1L;
        }
        rows.add(longer);
      }
      if (rows.isEmpty() && keepsEmpty) {
        rows.add(Arrays.copyOf(row, width()));
      }
      return rows;
    }
  }

  /** The rows of all inputs. */
  record Union(List<Plan> inputs) implements Plan {

    /** Copies the list. */
    public Union {
      inputs = List.copyOf(inputs);
    }

    @Override
    public List<SqlType> types() {
      return inputs.getFirst().types();
    }

    @Override
    public Plan with(List<Plan> others) {
      return new Union(others);
    }
  }

  /**
   * The rows that both inputs have, or the first has and the second has not.
   *
   * @param isExcept has those that the second has not
   * @param isAll whether each row counts as often as it is there; else it is there once
   */
  record Match(Plan left, Plan right, boolean isExcept, boolean isAll) implements Plan {
    @Override
    public List<SqlType> types() {
      return left.types();
    }

    @Override
    public List<Plan> inputs() {
      return List.of(left, right);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Match(inputs.get(0), inputs.get(1), isExcept, isAll);
    }

    /** How many rows there are of one that the sides have so often. */
    public static long times(boolean isExcept, boolean isAll, long lefts, long rights) {
      if (!isAll) {
        return lefts > 0 && rights > 0 != isExcept ? 1 : 0;
      }
      return isExcept ? Math.max(0, lefts - rights) : Math.min(lefts, rights);
    }
  }

  /**
   * The rows in an order, or some of them.
   *
   * @param offset how many rows are left out at the start
   * @param limit how many there are at most
   */
  record Sort(
      Plan input, List<SortKey> keys, Optional<Expression> offset, Optional<Expression> limit)
      implements Plan {

    /** Copies the list. */
    public Sort {
      keys = List.copyOf(keys);
    }

    @Override
    public List<SqlType> types() {
      return input.types();
    }

    @Override
    public List<Plan> inputs() {
      return List.of(input);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Sort(inputs.getFirst(), keys, offset, limit);
    }

    /** Whether some rows are left out. */
    public boolean isCut() {
      return offset.isPresent() || limit.isPresent();
    }
  }

  /**
   * The rows to which the step of a recursion is applied.
   *
   * @param name name of the recursion
   */
  record Working(String name, List<SqlType> types) implements Source {

    /** Copies the list. */
    public Working {
      types = List.copyOf(types);
    }
  }

  /**
   * The rows of a start, and all that a step gives of rows that are there. {@link RecursiveStep} is
   * the step as a function of one row.
   *
   * @param start the first rows
   * @param step what follows from them; it has {@link Working} with the name once
   * @param isAll whether a row is there as often as there are ways to it; else it is there once
   */
  record Recursion(Plan start, Plan step, String name, boolean isAll) implements Plan {
    @Override
    public List<SqlType> types() {
      return start.types();
    }

    @Override
    public List<Plan> inputs() {
      return List.of(start, step);
    }

    @Override
    public Plan with(List<Plan> inputs) {
      return new Recursion(inputs.get(0), inputs.get(1), name, isAll);
    }
  }

  /** A plan with each of its own expressions replaced. */
  private static Plan changed(Plan plan, UnaryOperator<Expression> change) {
    return switch (plan) {
      case Constants constants ->
          new Constants(
              constants.rows().stream().map(row -> changed(row, change)).toList(),
              constants.types());
      case Filter filter -> new Filter(filter.input(), change.apply(filter.condition()));
      case Project project -> new Project(project.input(), changed(project.expressions(), change));
      case Join join ->
          new Join(join.left(), join.right(), join.outer(), join.keys(), join.rest().map(change));
      case SemiJoin join ->
          new SemiJoin(
              join.left(), join.right(), join.keys(), join.rest().map(change), join.isNegated());
      case Unnest unnest ->
          new Unnest(
              unnest.input(),
              change.apply(unnest.array()),
              unnest.keepsEmpty(),
              unnest.hasNumber());
      case Sort sort ->
          new Sort(sort.input(), sort.keys(), sort.offset().map(change), sort.limit().map(change));
      default -> plan;
    };
  }

  private static List<Expression> changed(
      List<Expression> expressions, UnaryOperator<Expression> change) {
    return expressions.stream().map(change).toList();
  }
}
