package io.skipruntime.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The steps of the jobs of Flink, each with its state by key. */
final class FlinkSteps {

  private FlinkSteps() {}

  /** A step of which each key has one state. */
  abstract static class Step<T> extends KeyedProcessFunction<Long, FlinkChange, FlinkChange> {

    private static final long serialVersionUID = 1;

    private final TypeInformation<T> type;
    private transient @Nullable ValueState<T> state;

    Step(TypeInformation<T> type) {
      this.type = type;
    }

    @Override
    public void open(OpenContext context) {
      state = getRuntimeContext().getState(new ValueStateDescriptor<>("state", type));
    }

    /** The state of the key. */
    ValueState<T> state() {
      return Objects.requireNonNull(state, "opened");
    }
  }

  /** The step that keeps the last value of each key, as a collection that could be asked for. */
  static final class Keep extends Step<Long> {

    private static final long serialVersionUID = 1;

    Keep() {
      super(Types.LONG);
    }

    @Override
    public void processElement(FlinkChange change, Context context, Collector<FlinkChange> out)
        throws Exception {
      state().update(change.value);
      out.collect(change);
    }
  }

  /** The step that says which value each one replaces, and which group it is of. */
  static final class Replace extends Step<Long> {

    private static final long serialVersionUID = 1;

    Replace() {
      super(Types.LONG);
    }

    @Override
    public void processElement(FlinkChange change, Context context, Collector<FlinkChange> out)
        throws Exception {
      Long before = state().value();
      state().update(change.value);
      FlinkChange replaced = change.withValue(change.value);
      replaced.reference = change.key % PeerTask.GROUPS;
      replaced.hasBefore = before != null;
      replaced.before = before == null ? 0 : before;
      out.collect(replaced);
    }
  }

  /** The step that keeps the sum of each group. */
  static final class Sum extends Step<Long> {

    private static final long serialVersionUID = 1;

    Sum() {
      super(Types.LONG);
    }

    @Override
    public void processElement(FlinkChange change, Context context, Collector<FlinkChange> out)
        throws Exception {
      Long sum = state().value();
      long changed = (sum == null ? 0 : sum) + change.value - change.before;
      state().update(changed);
      out.collect(FlinkChange.result(change.reference, changed, change.isLast));
    }
  }

  /** The step that keeps the values of each group in order. */
  static final class Max extends Step<TreeMap<Long, Integer>> {

    private static final long serialVersionUID = 1;

    Max() {
      super(TypeInformation.of(new TypeHint<TreeMap<Long, Integer>>() {}));
    }

    @Override
    public void processElement(FlinkChange change, Context context, Collector<FlinkChange> out)
        throws Exception {
      TreeMap<Long, Integer> values = state().value();
      if (values == null) {
        values = new TreeMap<>();
      }
      Multisets.exchange(values, change.hasBefore ? change.before : null, change.value);
      state().update(values);
      out.collect(FlinkChange.result(change.reference, values.lastKey(), change.isLast));
    }
  }

  /** The step that says of each row when it refers to another entry than before. */
  static final class Refer extends Step<Long> {

    private static final long serialVersionUID = 1;

    Refer() {
      super(Types.LONG);
    }

    @Override
    public void processElement(FlinkChange change, Context context, Collector<FlinkChange> out)
        throws Exception {
      if (!change.isOfTarget) {
        Long before = state().value();
        if (before != null && before != change.reference) {
          FlinkChange left = FlinkChange.of(new Write(false, change.key, before, 0), false);
          left.isRemoval = true;
          out.collect(left);
        }
        state().update(change.reference);
      }
      out.collect(change);
    }
  }

  /** The step that keeps the entries that are referred to, with the rows that refer to each. */
  static final class Join extends Step<Long> {

    private static final long serialVersionUID = 1;

    private transient @Nullable MapState<Long, Long> rows;

    Join() {
      super(Types.LONG);
    }

    @Override
    public void open(OpenContext context) {
      super.open(context);
      rows =
          getRuntimeContext().getMapState(new MapStateDescriptor<>("rows", Types.LONG, Types.LONG));
    }

    @Override
    public void processElement(FlinkChange change, Context context, Collector<FlinkChange> out)
        throws Exception {
      MapState<Long, Long> referring = Objects.requireNonNull(rows, "opened");
      if (change.isRemoval) {
        referring.remove(change.key);
      } else if (change.isOfTarget) {
        state().update(change.value);
        List<Map.Entry<Long, Long>> affected = new ArrayList<>();
        referring.entries().forEach(affected::add);
        for (int i = 0; i < affected.size(); i++) {
          Map.Entry<Long, Long> row = affected.get(i);
          boolean isLast = change.isLast && i == affected.size() - 1;
          out.collect(FlinkChange.result(row.getKey(), row.getValue() + change.value, isLast));
        }
      } else {
        referring.put(change.key, change.value);
        Long target = state().value();
        long sum = change.value + (target == null ? 0 : target);
        out.collect(FlinkChange.result(change.key, sum, change.isLast));
      }
    }
  }
}
