package io.skipruntime.sql.front;

import io.skipruntime.WindowFunction;
import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.expression.AggregateKind;
import io.skipruntime.sql.expression.Aggregation;
import io.skipruntime.sql.expression.Expression;
import io.skipruntime.sql.expression.SortKey;
import io.skipruntime.sql.plan.Frame;
import io.skipruntime.sql.plan.Plan;
import io.skipruntime.sql.plan.WindowCall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.jspecify.annotations.Nullable;

/**
 * The window functions of one projection.
 *
 * <ul>
 *   <li>What a call looks at becomes cells of its input first; each call then adds a cell, and the
 *       projection reads those.
 *   <li>An aggregate of a range, the usual frame, is that of the last of the rows that are equal in
 *       the order.
 *   <li>Rows that are equal in the order are in that of their cells, where it matters.
 * </ul>
 */
final class Windows {

  private final Expressions expressions;
  private final int inputWidth;
  private final Plan input;
  private final List<RexNode> arguments = new ArrayList<>();
  private final Map<RexOver, Integer> results = new LinkedHashMap<>();

  Windows(Expressions expressions, Plan input) {
    this.expressions = expressions;
    this.input = input;
    this.inputWidth = input.width();
  }

  /** The projection of expressions in which there are windows. */
  Plan projected(List<RexNode> projects) {
    List<RexOver> calls = new ArrayList<>();
    projects.forEach(project -> project.accept(new Found(calls)));
    calls.forEach(this::collect);
    Plan plan = withArguments();
    int ties = plan.width();
    for (RexOver call : calls) {
      if (!results.containsKey(call)) {
        plan = called(call, plan, ties);
        results.put(call, plan.width() - 1);
      }
    }
    RexShuttle replacing =
        new RexShuttle() {
          @Override
          public RexNode visitOver(RexOver over) {
            Integer cell = results.get(over);
            return cell == null ? over : new RexInputRef(cell, over.getType());
          }
        };
    return new Plan.Project(plan, expressions.of(replacing.apply(projects)));
  }

  /** A visitor that finds the calls. */
  private static final class Found extends RexVisitorImpl<Void> {
    private final List<RexOver> calls;

    Found(List<RexOver> calls) {
      super(true);
      this.calls = calls;
    }

    @Override
    public @Nullable Void visitOver(RexOver over) {
      calls.add(over);
      return null;
    }
  }

  private void collect(RexOver call) {
    if (call.isDistinct() || call.ignoreNulls()) {
      throw SqlException.unsupported("DISTINCT and IGNORE NULLS with OVER are not supported");
    }
    if (call.getWindow().getExclude() != RexWindowExclusion.EXCLUDE_NO_OTHER) {
      throw SqlException.unsupported(
          "EXCLUDE is not supported; subtract the row's own value from the result");
    }
    call.getOperands().forEach(this::keep);
    keep(call.getWindow().getLowerBound());
    keep(call.getWindow().getUpperBound());
    call.getWindow().partitionKeys.forEach(this::keep);
    call.getWindow().orderKeys.forEach(key -> keep(key.getKey()));
  }

  private void keep(RexWindowBound bound) {
    RexNode offset = bound.getOffset();
    if (offset != null) {
      keep(offset);
    }
  }

  private void keep(RexNode argument) {
    if (!(argument instanceof RexInputRef) && !arguments.contains(argument)) {
      arguments.add(argument);
    }
  }

  private int cell(RexNode argument) {
    return argument instanceof RexInputRef cell
        ? cell.getIndex()
        : inputWidth + arguments.indexOf(argument);
  }

  private Plan withArguments() {
    if (arguments.isEmpty()) {
      return input;
    }
    List<Expression> cells = new ArrayList<>(input.cells(IntStream.range(0, inputWidth)));
    cells.addAll(expressions.of(arguments));
    return new Plan.Project(input, cells);
  }

  private List<Integer> partition(RexWindow window) {
    return window.partitionKeys.stream().map(this::cell).toList();
  }

  private List<SortKey> order(RexWindow window) {
    return window.orderKeys.stream().map(this::sortKey).toList();
  }

  private SortKey sortKey(RexFieldCollation key) {
    return SortKeys.of(cell(key.getKey()), key.getDirection(), key.getNullDirection());
  }

  /** The plan with the result of a call behind its cells. */
  private Plan called(RexOver call, Plan plan, int ties) {
    SqlType type = Types.of(call.getType());
    String name = call.getAggOperator().getName().toUpperCase(Locale.ROOT);
    return switch (name) {
      case "ROW_NUMBER" ->
          windowed(call, plan, ties, new WindowCall.Ranked(WindowFunction.Ranking.ROW_NUMBER));
      case "RANK" -> windowed(call, plan, 0, new WindowCall.Ranked(WindowFunction.Ranking.RANK));
      case "DENSE_RANK" ->
          windowed(call, plan, 0, new WindowCall.Ranked(WindowFunction.Ranking.DENSE_RANK));
      case "LAG" -> windowed(call, plan, ties, neighbour(call, false));
      case "LEAD" -> windowed(call, plan, ties, neighbour(call, true));
      case "FIRST_VALUE" ->
          call.getWindow().getLowerBound().isUnbounded()
                  && !call.getWindow().getUpperBound().isPreceding()
              ? windowed(call, plan, ties, new WindowCall.End(argument(call), false))
              : framed(call, plan, ties, WindowCall.FramedKind.FIRST);
      case "LAST_VALUE" ->
          isFromStart(call.getWindow())
              ? last(call, plan, ties)
              : framed(call, plan, ties, WindowCall.FramedKind.LAST);
      case "NTH_VALUE" -> framed(call, plan, ties, WindowCall.FramedKind.NTH);
      case "NTILE" -> framed(call, plan, ties, WindowCall.FramedKind.PARTS);
      case "PERCENT_RANK" -> framed(call, plan, ties, WindowCall.FramedKind.PERCENT_RANK);
      case "CUME_DIST" -> framed(call, plan, ties, WindowCall.FramedKind.CUMULATIVE);
      default -> aggregated(call, aggregation(call, type), plan, ties);
    };
  }

  private Plan windowed(RexOver call, Plan plan, int ties, WindowCall.Of function) {
    RexWindow window = call.getWindow();
    SqlType type = Types.of(call.getType());
    return new Plan.Windowed(
        plan, new WindowCall(partition(window), order(window), ties, function, type));
  }

  private int argument(RexOver call) {
    return cell(call.getOperands().getFirst());
  }

  private WindowCall.Of neighbour(RexOver call, boolean isAfter) {
    List<RexNode> operands = call.getOperands();
    int rows = operands.size() < 2 ? 1 : number(operands.get(1));
    int otherwise = operands.size() < 3 ? -1 : cell(operands.get(2));
    int cell = cell(operands.getFirst());
    if (rows == 0) {
      throw SqlException.unsupported("lag and lead by 0 rows are not supported");
    }
    return new WindowCall.Neighbour(cell, Math.abs(rows), isAfter == rows > 0, otherwise);
  }

  private static int number(RexNode node) {
    BigDecimal number =
        node instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
    if (number == null || number.abs().compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
      throw SqlException.unsupported(
          "the number of rows of a window is a constant of 1000000 at the most");
    }
    return number.intValueExact();
  }

  private Plan last(RexOver call, Plan plan, int ties) {
    RexWindow window = call.getWindow();
    int cell = argument(call);
    if (isWhole(window)) {
      return windowed(call, plan, ties, new WindowCall.End(cell, true));
    }
    return lastOfEqual(call, plan, ties, cell);
  }

  /** A cell of the last of the rows that are equal in the order; of each row if rows count. */
  private Plan lastOfEqual(RexOver call, Plan plan, int ties, int cell) {
    RexWindow window = call.getWindow();
    List<Integer> equal = new ArrayList<>(partition(window));
    if (window.isRows()) {
      IntStream.range(0, ties).forEach(equal::add);
    } else {
      order(window).forEach(key -> equal.add(key.cell()));
    }
    SqlType type = Types.of(call.getType());
    return new Plan.Windowed(
        plan, new WindowCall(equal, List.of(), ties, new WindowCall.End(cell, true), type));
  }

  private Aggregation aggregation(RexOver call, SqlType type) {
    String name = call.getAggOperator().getName();
    AggregateKind kind = Operators.requireAggregate(name);
    Operands.require(
        kind, name, call.getOperands().stream().map(each -> Types.of(each.getType())).toList());
    return new Aggregation(
        kind,
        call.getOperands().stream().map(this::cell).toList(),
        false,
        -1,
        kind.isOrdered() ? order(call.getWindow()) : List.of(),
        Optional.empty(),
        type);
  }

  private Plan aggregated(RexOver call, Aggregation aggregation, Plan plan, int ties) {
    RexWindow window = call.getWindow();
    if (isWhole(window)) {
      return windowed(call, plan, 0, new WindowCall.Whole(aggregation));
    }
    RexWindowBound from = window.getLowerBound();
    if (!window.getUpperBound().isCurrentRow()
        || !(from.isUnbounded() || (window.isRows() && !from.isFollowing()))) {
      return framed(call, plan, ties, WindowCall.FramedKind.AGGREGATE);
    }
    int rows = from.isUnbounded() ? Integer.MAX_VALUE : 1 + preceding(from);
    Plan running = windowed(call, plan, ties, new WindowCall.Running(aggregation, rows));
    if (window.isRows()) {
      return running;
    }
    int cell = running.width() - 1;
    Plan last = lastOfEqual(call, running, ties, cell);
    IntStream others = IntStream.range(0, last.width()).filter(index -> index != cell);
    return new Plan.Project(last, last.cells(others));
  }

  private static int preceding(RexWindowBound bound) {
    RexNode offset = bound.getOffset();
    return offset == null ? 0 : number(offset);
  }

  /** Whether the frame of a window is the whole partition. */
  private static boolean isWhole(RexWindow window) {
    return window.getLowerBound().isUnbounded()
        && (window.getUpperBound().isUnbounded()
            || (!window.isRows() && window.orderKeys.isEmpty()));
  }

  private static boolean isFromStart(RexWindow window) {
    return window.getLowerBound().isUnbounded()
        && (window.getUpperBound().isUnbounded() || window.getUpperBound().isCurrentRow());
  }

  /** The plan with the result of a function of a frame, which takes the whole partition. */
  private Plan framed(RexOver call, Plan plan, int ties, WindowCall.FramedKind kind) {
    RexWindow window = call.getWindow();
    boolean isAggregate = kind == WindowCall.FramedKind.AGGREGATE;
    List<RexNode> operands = call.getOperands();
    return windowed(
        call,
        plan,
        ties,
        new WindowCall.Framed(
            kind,
            isAggregate
                ? Optional.of(aggregation(call, Types.of(call.getType())))
                : Optional.empty(),
            isAggregate || operands.isEmpty() ? -1 : cell(operands.get(0)),
            isAggregate || operands.size() < 2 ? -1 : cell(operands.get(1)),
            new Frame(
                window.isRows(),
                bound(window.getLowerBound(), window.isRows()),
                bound(window.getUpperBound(), window.isRows()))));
  }

  private Frame.Bound bound(RexWindowBound bound, boolean isRows) {
    RexNode offset = bound.getOffset();
    if (bound.isUnbounded()) {
      return new Frame.Bound(bound.isPreceding() ? Frame.Direction.START : Frame.Direction.END, -1);
    }
    if (offset == null) {
      return new Frame.Bound(Frame.Direction.CURRENT, -1);
    }
    if (isRows) {
      Operands.requireNumber("rows", Types.of(offset.getType()));
    }
    return new Frame.Bound(
        bound.isPreceding() ? Frame.Direction.BEFORE : Frame.Direction.AFTER, cell(offset));
  }
}
