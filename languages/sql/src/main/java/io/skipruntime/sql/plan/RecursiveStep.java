package io.skipruntime.sql.plan;

import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.expression.Cells;
import io.skipruntime.sql.expression.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The step of a recursion as a function of one row: what becomes of the row on the way up, and the
 * rows of other plans that it meets there. Immutable; equal if the parts are.
 *
 * @param parts what is done with a row, in order
 */
public record RecursiveStep(List<Part> parts) {

  /** Copies the list. */
  public RecursiveStep {
    parts = List.copyOf(parts);
  }

  /** A part of the way of a row. */
  public sealed interface Part {
    /** A filter: it leaves out rows for which a condition does not hold. */
    record Where(Expression condition) implements Part {}

    /** A projection: it makes a row of expressions. */
    record Select(List<Expression> expressions) implements Part {

      /** Copies the list. */
      public Select {
        expressions = List.copyOf(expressions);
      }
    }

    /** A row with each element of an array that is made of it. */
    record Elements(Plan.Unnest unnest) implements Part {}

    /**
     * A row with the rows of a side that it meets.
     *
     * @param side the number of the side
     * @param cells the cells that are equal to those by which the side is arranged
     * @param matchesNull for each of them, whether NULL is equal to NULL
     * @param rest what has to hold for a pair beside that
     * @param kind what becomes of the row
     * @param width the number of cells of a row of the side
     * @param isFirst whether the cells of the side stand before those of the row
     */
    record Meeting(
        int side,
        List<Integer> cells,
        List<Boolean> matchesNull,
        Optional<Expression> rest,
        Kind kind,
        int width,
        boolean isFirst)
        implements Part {

      /** Copies the lists. */
      public Meeting {
        cells = List.copyOf(cells);
        matchesNull = List.copyOf(matchesNull);
      }

      private @Nullable Object[] both(@Nullable Object[] row, @Nullable Object[] other) {
        @Nullable Object[] first = isFirst ? other : row;
        @Nullable Object[] second = isFirst ? row : other;
        @Nullable Object[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
      }
    }
  }

  /** The fate of a row that meets others. */
  public enum Kind {
    /** A pair with each. */
    PAIRS,
    /** A pair with each, or with NULL if there is none. */
    PAIRS_OR_NULL,
    /** The row, if there is one. */
    IF_ANY,
    /** The row, if there is none. */
    IF_NONE
  }

  /**
   * A plan whose rows the rows of a recursion meet.
   *
   * @param plan the plan
   * @param cells the cells by which its rows are found
   * @param matchesNull for each of them, whether NULL is equal to NULL
   */
  public record Side(Plan plan, List<Integer> cells, List<Boolean> matchesNull) {}

  /** A row of a side. */
  public static final class Met {
    private final @Nullable Object[] cells;
    private final Object id;

    /**
     * A row.
     *
     * @param cells its cells, null for NULL; not to be changed any more
     * @param id what tells it apart from all others of the side
     */
    public Met(@Nullable Object[] cells, Object id) {
      this.cells = cells;
      this.id = id;
    }
  }

  /** The rows of the sides. */
  @FunctionalInterface
  public interface Lookup {

    /**
     * The rows of a side that are arranged under a key.
     *
     * @param key the cells, in the form of {@link Cells#alike}
     */
    Iterable<Met> get(int side, List<Object> key);
  }

  /** A row that follows from another. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Takes a row.
     *
     * @param trail what tells the row apart from others that follow from the same
     */
    void accept(@Nullable Object[] row, List<Object> trail);
  }

  /** The parts and the sides of a step. */
  public record Taken(RecursiveStep step, List<Side> sides) {}

  /**
   * The step of a recursion.
   *
   * @throws SqlException if what it has around the recursive reference cannot be done row by row
   */
  public static Taken of(Plan.Recursion recursion) {
    List<Part> parts = new ArrayList<>();
    List<Side> sides = new ArrayList<>();
    add(recursion, recursion.step(), parts, sides);
    return new Taken(new RecursiveStep(parts), List.copyOf(sides));
  }

  private static void add(Plan.Recursion recursion, Plan plan, List<Part> parts, List<Side> sides) {
    switch (plan) {
      case Plan.Working working -> {}
      case Plan.Filter filter -> {
        add(recursion, filter.input(), parts, sides);
        parts.add(new Part.Where(filter.condition()));
      }
      case Plan.Project project -> {
        add(recursion, project.input(), parts, sides);
        parts.add(new Part.Select(project.expressions()));
      }
      case Plan.Unnest unnest -> {
        add(recursion, unnest.input(), parts, sides);
        Plan nothing = new Plan.Constants(List.of(), unnest.input().types());
        parts.add(new Part.Elements((Plan.Unnest) unnest.with(List.of(nothing))));
      }
      case Plan.Join join -> addJoin(recursion, join, parts, sides);
      case Plan.SemiJoin join when references(join.left(), recursion.name()) == 1 -> {
        requireNone(recursion, join.right());
        add(recursion, join.left(), parts, sides);
        Kind kind = join.isNegated() ? Kind.IF_NONE : Kind.IF_ANY;
        addMeeting(join.pairs(), kind, false, parts, sides);
      }
      case Plan.Aggregate aggregate
          when aggregate.calls().isEmpty()
              && !recursion.isAll()
              && aggregate.groups().size() == aggregate.input().width() -> {
        add(recursion, aggregate.input(), parts, sides);
        parts.add(
            new Part.Select(aggregate.input().cells(aggregate.groups().stream().mapToInt(i -> i))));
      }
      case Plan.Aggregate aggregate ->
          throw refused(
              "aggregate functions, GROUP BY and DISTINCT do not stand in the recursive term");
      case Plan.Windowed windowed ->
          throw refused("window functions do not stand in the recursive term");
      case Plan.Sort sort -> throw refused("ORDER BY and LIMIT do not stand in the recursive term");
      default ->
          throw refused(
              "the recursive reference stands in FROM, alone or in a join, and not in a subquery or"
                  + " a part of UNION, INTERSECT or EXCEPT");
    }
  }

  private static SqlException refused(String message) {
    return SqlException.of(SqlException.UNSUPPORTED, message);
  }

  private static void addJoin(
      Plan.Recursion recursion, Plan.Join join, List<Part> parts, List<Side> sides) {
    boolean isLeft = references(join.left(), recursion.name()) > 0;
    Plan own = isLeft ? join.left() : join.right();
    requireNone(recursion, isLeft ? join.right() : join.left());
    Plan.Outer kept = isLeft ? Plan.Outer.LEFT : Plan.Outer.RIGHT;
    if (join.outer() != Plan.Outer.NONE && join.outer() != kept) {
      throw refused(
          "the recursive reference does not stand on the side of an outer join that may be NULL");
    }
    add(recursion, own, parts, sides);
    Kind kind = join.outer() == Plan.Outer.NONE ? Kind.PAIRS : Kind.PAIRS_OR_NULL;
    addMeeting(join, kind, !isLeft, parts, sides);
  }

  private static void addMeeting(
      Plan.Join join, Kind kind, boolean isFirst, List<Part> parts, List<Side> sides) {
    List<Integer> lefts = join.keys().stream().map(Plan.Equality::left).toList();
    List<Integer> rights = join.keys().stream().map(Plan.Equality::right).toList();
    List<Boolean> matchesNull = join.keys().stream().map(Plan.Equality::matchesNull).toList();
    Plan other = isFirst ? join.left() : join.right();
    parts.add(
        new Part.Meeting(
            sides.size(),
            isFirst ? rights : lefts,
            matchesNull,
            join.rest(),
            kind,
            other.width(),
            isFirst));
    sides.add(new Side(other, isFirst ? lefts : rights, matchesNull));
  }

  private static void requireNone(Plan.Recursion recursion, Plan plan) {
    if (references(plan, recursion.name()) > 0) {
      throw refused("the recursive reference stands once in the recursive term");
    }
  }

  /** How often a plan refers to the rows of a recursion. */
  public static int references(Plan plan, String name) {
    if (plan instanceof Plan.Working working) {
      return working.name().equals(name) ? 1 : 0;
    }
    return plan.inputs().stream().mapToInt(input -> references(input, name)).sum();
  }

  /** Gives the rows that follow from a row. */
  public void apply(@Nullable Object[] row, Lookup lookup, Sink sink) {
    apply(0, row, List.of(), lookup, sink);
  }

  private void apply(
      int index, @Nullable Object[] row, List<Object> trail, Lookup lookup, Sink sink) {
    if (index == parts.size()) {
      sink.accept(row, trail);
      return;
    }
    switch (parts.get(index)) {
      case Part.Where where -> {
        if (where.condition().holds(row)) {
          apply(index + 1, row, trail, lookup, sink);
        }
      }
      case Part.Select select -> {
        @Nullable Object[] made = new Object[select.expressions().size()];
        for (int i = 0; i < made.length; i++) {
          made[i] = select.expressions().get(i).evaluate(row);
        }
        apply(index + 1, made, trail, lookup, sink);
      }
      case Part.Elements elements -> {
        long number = 0;
        for (@Nullable Object[] each : elements.unnest().rows(row)) {
          apply(index + 1, each, longer(trail, number++), lookup, sink);
        }
      }
      case Part.Meeting meeting ->
          meet(
              meeting,
              row,
              lookup,
              (met, id) ->
                  apply(index + 1, met, id == null ? trail : longer(trail, id), lookup, sink));
    }
  }

  private static List<Object> longer(List<Object> trail, Object last) {
    List<Object> longer = new ArrayList<>(trail);
    longer.add(last);
    return Collections.unmodifiableList(longer);
  }

  /** The taker of what a row becomes that meets others, and of the row that it has met. */
  private interface MetSink {
    void accept(@Nullable Object[] row, @Nullable Object id);
  }

  private static void meet(
      Part.Meeting meeting, @Nullable Object[] row, Lookup lookup, MetSink sink) {
    boolean isPaired = meeting.kind == Kind.PAIRS || meeting.kind == Kind.PAIRS_OR_NULL;
    boolean isMet = false;
    List<Object> key = keyOf(row, meeting.cells, meeting.matchesNull);
    if (key != null) {
      for (Met other : lookup.get(meeting.side, key)) {
        @Nullable Object[] both = meeting.both(row, other.cells);
        if (meeting.rest.isEmpty() || meeting.rest.get().holds(both)) {
          isMet = true;
          if (!isPaired) {
            break;
          }
          sink.accept(both, other.id);
        }
      }
    }
    if (meeting.kind == Kind.PAIRS_OR_NULL && !isMet) {
      sink.accept(meeting.both(row, new Object[meeting.width]), Json.NULL);
    }
    if (!isPaired && isMet == (meeting.kind == Kind.IF_ANY)) {
      sink.accept(row, null);
    }
  }

  /** The key of a row by some cells; null if one is NULL that meets nothing then. */
  public static @Nullable List<Object> keyOf(
      @Nullable Object[] row, List<Integer> cells, List<Boolean> matchesNull) {
    for (int i = 0; i < cells.size(); i++) {
      if (row[cells.get(i)] == null && !matchesNull.get(i)) {
        return null;
      }
    }
    return Cells.key(row, cells);
  }
}
