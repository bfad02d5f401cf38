package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.EngineEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The law of lazy collections: an entry has what the function gives for its key, computed when a
 * function asks for it and kept as long as one does. It is computed again only if something it read
 * has changed, and who asked runs again only if the entry differs.
 *
 * @see io.skipruntime.engine.FootprintTest for how entries are dropped
 */
class LazyTest extends OperatorContract {

  /** What the second input has at a key, added up; entries of even keys ask for those of half. */
  record Halving(EagerCollection<Long, Long> second) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      long own = second.get(key).stream().mapToLong(value -> value).sum();
      return List.of(own + (key > 0 && key % 2 == 0 ? self.getUnique(key / 2) : 0));
    }
  }

  /** Asks for the entries of its values. */
  record AskForAll(LazyCollection<Long, Long> lazy) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(key, lazy.getUnique(Sound.sound(value))));
    }
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "lazy",
                (first, second, context) ->
                    first.map(new AskForAll(context.createLazyCollection(new Halving(second)))),
                LazyTest::asked)
            .running(LazyTest::entriesAndThoseWhoAsk)
            .failing());
  }

  private static void asked(Rows rows, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) -> values.forEach(value -> result.add(key, halving(value, rows))));
  }

  private static long halving(long key, Rows rows) {
    long own = rows.second().getOrDefault(key, List.of()).stream().mapToLong(v -> v).sum();
    return own + (key > 0 && key % 2 == 0 ? halving(key / 2, rows) : 0);
  }

  /** The keys that somebody asks for, directly or by way of another entry. */
  private static Set<Long> needed(Rows rows) {
    Set<Long> needed = new TreeSet<>();
    rows.first().values().stream()
        .flatMap(List::stream)
        .forEach(value -> {
          for (long key = value; needed.add(key) && key > 0 && key % 2 == 0; ) {
            key /= 2;
          }
        });
    return needed;
  }

  private static long entriesAndThoseWhoAsk(Rows before, Rows after) {
    Set<Long> known = needed(before);
    Set<Long> changedRows = Rows.changed(before.second(), after.second());
    long computed =
        needed(after).stream()
            .filter(key ->
                !known.contains(key)
                    || changedRows.contains(key)
                    || (key > 0
                        && key % 2 == 0
                        && halving(key / 2, before) != halving(key / 2, after)))
            .count();
    Set<Long> changed = Rows.changed(before.first(), after.first());
    long asking =
        after.first().entrySet().stream()
            .filter(row ->
                changed.contains(row.getKey())
                    || row.getValue().stream()
                        .anyMatch(key -> halving(key, before) != halving(key, after)))
            .count();
    return computed + asking;
  }

  /** A cell is its own number plus that of the cell it points to, if any. */
  record Cell(long number, long next) {}

  record Sum(EagerCollection<Long, Cell> cells) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      Cell cell = cells.getUnique(key, new Cell(0, -1));
      return List.of(cell.number() + (cell.next() < 0 ? 0 : self.getUnique(cell.next())));
    }
  }

  record Ask(LazyCollection<Long, Long> sums) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> cell, Emitter<Long, Long> out) {
      out.emit(key, sums.getUnique(cell.getUnique()));
    }
  }

  /** As {@code Ask}, with an answer for cells that cannot be computed. */
  record AskSafely(LazyCollection<Long, Long> sums) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> cell, Emitter<Long, Long> out) {
      try {
        out.emit(key, sums.getUnique(cell.getUnique()));
      } catch (ComputationException e) {
        out.emit(key, -1L);
      }
    }
  }

  record Fragile(EagerCollection<Long, Cell> cells) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(cells.getUnique(key).number());
    }
  }

  record Inputs(EagerCollection<Long, Cell> cells, EagerCollection<Long, Long> questions) {}

  record Shared(EagerCollection<Long, Long> answers, EagerCollection<Long, Long> safeAnswers) {}

  static final class Chain implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("answers", (shared, context) -> shared.answers())
          .and("safe", (shared, context) -> shared.safeAnswers());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      LazyCollection<Long, Long> sums = context.createLazyCollection(new Sum(in.cells()));
      LazyCollection<Long, Long> fragile = context.createLazyCollection(new Fragile(in.cells()));
      return new Shared(
          in.questions().map(new Ask(sums)), in.questions().map(new AskSafely(fragile)));
    }
  }

  private final List<EngineEvent> events = new ArrayList<>();
  private final ServiceInstance service =
      ServiceInstance.start(new Chain(), EngineOptions.defaults().withListener(events::add));

  @AfterEach
  void close() {
    service.close();
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  private void cells(Entry<Long, Cell>... cells) {
    service.update("cells", List.of(cells));
  }

  private void ask(long question, Long... cells) {
    service.update("questions", List.of(Entry.of(question, cells)));
  }

  private List<Entry<Long, Long>> answers() {
    return service.getAll("answers", none());
  }

  private static Resources.NoParameters none() {
    return new Resources.NoParameters();
  }

  private List<Object> keysComputed() {
    return events.stream()
        .filter(EngineEvent.FunctionRan.class::isInstance)
        .map(EngineEvent.FunctionRan.class::cast)
        .filter(ran -> ran.node().name().equals("lazy(Sum)"))
        .map(EngineEvent.FunctionRan::key)
        .toList();
  }

  private int runsOf(String node) {
    return (int)
        events.stream()
            .filter(event ->
                event instanceof EngineEvent.FunctionRan ran && ran.node().name().equals(node))
            .count();
  }

  @Test
  void entry_isComputedOnlyWhenAsked_andThenKept() {
    cells(Entry.of(1L, new Cell(10, 2)), Entry.of(2L, new Cell(5, -1)));
    assertThat(keysComputed()).isEmpty();
    ask(100, 1L);
    assertThat(answers()).containsExactly(Entry.of(100L, 15L));
    assertThat(keysComputed()).containsExactly(1L, 2L);
    ask(101, 2L);
    assertThat(keysComputed()).containsExactly(1L, 2L);
  }

  @Test
  void change_recomputesOnlyWhatDependsOnIt_andStopsWhereTheResultIsTheSame() {
    cells(
        Entry.of(1L, new Cell(10, 2)),
        Entry.of(2L, new Cell(5, 3)),
        Entry.of(3L, new Cell(1, -1)),
        Entry.of(4L, new Cell(7, -1)));
    ask(100, 1L);
    ask(101, 4L);
    events.clear();
    cells(Entry.of(3L, new Cell(2, -1)));
    assertThat(answers()).containsExactly(Entry.of(100L, 17L), Entry.of(101L, 7L));
    assertThat(keysComputed()).containsExactly(3L, 2L, 1L);
    assertThat(runsOf("questions.map(Ask)")).isEqualTo(1);

    events.clear();
    cells(Entry.of(3L, new Cell(0, 5)), Entry.of(5L, new Cell(2, -1)));
    assertThat(keysComputed()).containsExactly(3L, 5L);
    assertThat(runsOf("questions.map(Ask)")).isZero();
    assertThat(answers()).containsExactly(Entry.of(100L, 17L), Entry.of(101L, 7L));
  }

  @Test
  void entry_isDropped_whenNobodyReadsIt() {
    cells(Entry.of(1L, new Cell(10, 2)), Entry.of(2L, new Cell(5, -1)));
    ask(100, 1L);
    ask(100);
    events.clear();
    cells(Entry.of(2L, new Cell(6, -1)));
    assertThat(keysComputed()).isEmpty();
    ask(100, 1L);
    assertThat(answers()).containsExactly(Entry.of(100L, 16L));
    assertThat(keysComputed()).containsExactly(1L, 2L);
  }

  @Test
  void chain_mayBeOfAnyLength() {
    int length = 100_000;
    List<Entry<Long, Cell>> chain = new ArrayList<>();
    for (long i = 0; i < length; i++) {
      chain.add(Entry.of(i, new Cell(1, i + 1 < length ? i + 1 : -1)));
    }
    service.update("cells", chain);
    ask(100, 0L);
    assertThat(answers()).containsExactly(Entry.of(100L, (long) length));
    cells(Entry.of(length - 1L, new Cell(8, -1)));
    assertThat(answers()).containsExactly(Entry.of(100L, length + 7L));
    ask(100);
    assertThat(answers()).isEmpty();
  }

  @Test
  void cycle_isAnErrorThatNamesIt() {
    cells(Entry.of(1L, new Cell(10, 2)), Entry.of(2L, new Cell(5, 3)));
    ask(100, 1L);
    assertThatThrownBy(() -> cells(Entry.of(3L, new Cell(0, 1))))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("lazy(Sum) depends on itself: 1 → 2 → 3 → 1");
    assertThat(answers()).containsExactly(Entry.of(100L, 15L));
    cells(Entry.of(3L, new Cell(4, -1)));
    assertThat(answers()).containsExactly(Entry.of(100L, 19L));
  }

  @Test
  void failedEntry_isComputedAgain_whenWhatItReadChanges() {
    cells(Entry.of(1L, new Cell(10, -1)));
    ask(100, 1L);
    cells(Entry.deleted(1L));
    assertThat(service.<Long, Long>getAll("safe", none())).containsExactly(Entry.of(100L, -1L));
    cells(Entry.of(1L, new Cell(11, -1)));
    assertThat(service.<Long, Long>getAll("safe", none())).containsExactly(Entry.of(100L, 11L));
  }
}
