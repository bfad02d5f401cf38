package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.Footprint;
import io.skipruntime.engine.Watermark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The tests of what every operator promises: the contract in the comment of this package, checked
 * at random for each {@link TestedOperator} of a subclass, and with each of the {@link
 * Optimisations}.
 *
 * <p>A subclass describes its operator, states its law in its comment, and has tests of the edge
 * cases. When a service closes, {@code LeakCheck} compares what it holds with what one holds that
 * is started with the same inputs.
 */
abstract class OperatorContract {

  private static final int STEPS = 40;
  private static final int FEW_KEYS = 12;
  private static final int MANY_KEYS = 300;
  private static final int VALUES = 5;

  /** Only for more changed keys than that may a subscriber be told of all contents instead. */
  private static final int MOST_CHANGES_TOLD = 32;

  /** The operator in the forms in which it is tested. */
  abstract List<TestedOperator> operators();

  /**
   * The number of keys of large inputs; fewer for an operator whose result grows faster than they.
   */
  int manyKeys() {
    return MANY_KEYS;
  }

  private Stream<DynamicTest> forAll(BiConsumer<TestedOperator, Optimisations> test) {
    return forAll(operators().stream(), test);
  }

  private Stream<DynamicTest> forAllThatCanFail(BiConsumer<TestedOperator, Optimisations> test) {
    return forAll(operators().stream().filter(TestedOperator::canFail), test);
  }

  private static Stream<DynamicTest> forAll(
      Stream<TestedOperator> operators, BiConsumer<TestedOperator, Optimisations> test) {
    return operators.flatMap(operator ->
        Arrays.stream(Optimisations.values())
            .map(optimisations ->
                DynamicTest.dynamicTest(
                    operator + ", optimisations: " + optimisations,
                    () -> test.accept(operator, optimisations))));
  }

  private static OperatorTrial shared(TestedOperator operator, Optimisations optimisations) {
    return new OperatorTrial(operator, true, optimisations.options());
  }

  private static OperatorTrial inInstances(TestedOperator operator, Optimisations optimisations) {
    return new OperatorTrial(operator, false, optimisations.options());
  }

  private static void requireResult(OperatorTrial trial, Object where) {
    assertThat(trial.result()).as("%s", where).isEqualTo(trial.expected());
  }

  @TestFactory
  Stream<DynamicTest> contents_areThoseFromScratch_afterEachWrite() {
    return forAll((operator, optimisations) -> {
      for (long seed = 0; seed < 2; seed++) {
        RandomBatches random = new RandomBatches(seed, FEW_KEYS, VALUES);
        try (OperatorTrial trial = shared(operator, optimisations)) {
          for (int step = 0; step < STEPS; step++) {
            trial.write(random.next(trial.rows()));
            requireResult(trial, "seed " + seed + ", step " + step);
          }
          assertThat(trial.footprint().unsettled()).isZero();
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> operatorOverLoadedInputs_hasWhatOneThatWasThereBeforeHas() {
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(7, FEW_KEYS, VALUES);
      try (OperatorTrial trial = inInstances(operator, optimisations)) {
        trial.write(random.load());
        trial.follow();
        requireResult(trial, "at first");
        for (int step = 0; step < STEPS; step++) {
          trial.write(random.next(trial.rows()));
          requireResult(trial, "step " + step);
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> subscriber_hearsOfTheKeysThatChanged_andOfNoOthers() {
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(11, FEW_KEYS, VALUES);
      try (OperatorTrial trial = shared(operator, optimisations)) {
        trial.follow();
        for (int step = 0; step < STEPS; step++) {
          trial.write(random.next(trial.rows()));
          requireUpdate(trial, "step " + step);
        }
      }
    });
  }

  private static void requireUpdate(OperatorTrial trial, String where) {
    Map<Object, List<Object>> contents = new HashMap<>();
    trial.expected().forEach(entry -> contents.put(entry.key(), entry.values()));
    List<Entry<Object, Object>> changes = new ArrayList<>();
    for (Object key : trial.expectedChanges()) {
      changes.add(new Entry<>(key, contents.getOrDefault(key, List.of())));
    }
    if (changes.isEmpty()) {
      assertThat(trial.updates()).as(where).isEmpty();
      return;
    }
    assertThat(trial.updates()).as(where).hasSize(1);
    CollectionUpdate<Object, Object> update = trial.updates().getFirst();
    if (update.isInitial()) {
      assertThat(changes).as(where).hasSizeGreaterThan(MOST_CHANGES_TOLD);
      assertThat(update.values()).as(where).isEqualTo(trial.expected());
    } else {
      assertThat(update.values()).as(where).isEqualTo(changes);
    }
  }

  @TestFactory
  Stream<DynamicTest> costOfAWrite_isThatOfTheLaw_whateverTheSizeOfTheInputs() {
    return forAll((operator, optimisations) -> {
      for (int keys : List.of(FEW_KEYS, manyKeys())) {
        RandomBatches random = new RandomBatches(13, keys, VALUES);
        try (OperatorTrial trial = shared(operator, optimisations)) {
          trial.write(random.load());
          for (int step = 0; step < STEPS / 2; step++) {
            trial.write(random.ofOneKey(trial.rows()));
            requireCost(operator, trial, keys + " keys, step " + step);
          }
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> costOfTheFirstAndOfTheLastRow_isThatOfTheLaw() {
    return forAll((operator, optimisations) -> {
      try (OperatorTrial trial = shared(operator, optimisations)) {
        for (long number = 0; number < FEW_KEYS * VALUES * 2; number++) {
          Batch row = Batch.of(number % FEW_KEYS, number / FEW_KEYS);
          trial.write(row);
          requireCost(operator, trial, "first row, " + row);
          requireResult(trial, "first row, " + row);
          trial.write(Batch.of(number % FEW_KEYS));
          requireCost(operator, trial, "no row, after " + row);
          requireResult(trial, "no row, after " + row);
        }
      }
    });
  }

  private static void requireCost(TestedOperator operator, OperatorTrial trial, String where) {
    trial
        .expectedRuns()
        .ifPresent(
            runs -> assertThat(trial.runs()).as("runs of functions, %s", where).isEqualTo(runs));
    assertThat((long) trial.expectedChanges().size())
        .as("changed keys, %s", where)
        .isLessThanOrEqualTo((trial.changedRows() + trial.runs()) * operator.keysPerChange());
    assertThat(trial.probedKeys())
        .as("keys for which a function that follows ran, %s", where)
        .containsExactlyInAnyOrderElementsOf(trial.expectedChangesPresent());
  }

  @TestFactory
  Stream<DynamicTest> costOfABatch_isThatOfTheLaw() {
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(17, FEW_KEYS, VALUES);
      try (OperatorTrial trial = shared(operator, optimisations)) {
        for (int step = 0; step < STEPS; step++) {
          trial.write(random.next(trial.rows()));
          requireCost(operator, trial, "step " + step);
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> writeThatIsRefused_leavesNoTrace() {
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(19, FEW_KEYS, VALUES);
      try (OperatorTrial trial = shared(operator, optimisations)) {
        trial.write(random.load());
        for (int step = 0; step < STEPS; step++) {
          requireInVain(trial, () -> trial.writeInVain(random.next(trial.rows())), "step " + step);
          trial.write(random.next(trial.rows()));
          requireResult(trial, "step " + step);
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> functionThatFails_leavesNoTrace() {
    return forAllThatCanFail((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(23, FEW_KEYS, VALUES);
      try (OperatorTrial trial = shared(operator, optimisations)) {
        trial.write(random.load());
        for (int step = 0; step < STEPS; step++) {
          Batch unsound = random.next(trial.rows());
          unsound.first().put((long) step % FEW_KEYS, List.of(1L, Sound.UNSOUND));
          requireInVain(trial, () -> trial.write(unsound), "step " + step);
          trial.write(random.next(trial.rows()));
          requireResult(trial, "step " + step);
        }
      }
    });
  }

  private static void requireInVain(OperatorTrial trial, Runnable write, String where) {
    Footprint before = trial.idleFootprint();
    Watermark watermark = trial.service().watermark();
    assertThatThrownBy(write::run).as(where).isInstanceOf(ComputationException.class);
    requireResult(trial, where);
    assertThat(trial.service().watermark()).as(where).isEqualTo(watermark);
    assertThat(trial.idleFootprint()).as(where).isEqualTo(before);
  }

  @TestFactory
  Stream<DynamicTest> failureBelowOneInstance_isNoConcernOfAnother() {
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(29, FEW_KEYS, VALUES);
      try (OperatorTrial trial = inInstances(operator, optimisations)) {
        trial.write(random.load());
        trial.follow();
        trial.service().instantiateResource("guarded", OperatorService.GUARDED, none());
        for (int round = 0; round < 5; round++) {
          trial.write(Batch.of(3, Sound.GUARDED));
          assertThat(trial.service().failedInstanceCount()).isEqualTo(1);
          requireResult(trial, "round " + round);
          Batch other = random.next(trial.rows());
          other.first().put(3L, List.of(2L));
          trial.write(other);
          assertThat(trial.service().failedInstanceCount()).isZero();
          requireResult(trial, "round " + round);
          assertThat(trial.service().getAll(OperatorService.GUARDED)).isEqualTo(trial.expected());
        }
      }
    });
  }

  private static Object none() {
    return new Resources.NoParameters();
  }

  @TestFactory
  Stream<DynamicTest> functionThatFailsInAnInstance_failsThatInstanceAlone() {
    return forAllThatCanFail((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(31, FEW_KEYS, VALUES);
      try (OperatorTrial trial = inInstances(operator, optimisations)) {
        trial.write(random.load());
        trial.follow();
        for (int round = 0; round < 5; round++) {
          trial.write(Batch.of(3, Sound.UNSOUND));
          assertThat(trial.service().failedInstanceCount()).isEqualTo(1);
          assertThatThrownBy(trial::result).isInstanceOf(ComputationException.class);
          assertThat(trial.service().<Long, Long>getAll(OperatorService.FIRST))
              .isEqualTo(Batch.entries(trial.rows().first()));
          Batch sound = random.next(trial.rows());
          sound.first().put(3L, List.of(2L));
          trial.write(sound);
          assertThat(trial.service().failedInstanceCount()).isZero();
          requireResult(trial, "round " + round);
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> reload_keepsTheNode_ifAllIsEqual_andGoesOn() {
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(37, FEW_KEYS, VALUES);
      try (OperatorTrial trial = shared(operator, optimisations)) {
        trial.write(random.load());
        trial.follow();
        for (int round = 0; round < 5; round++) {
          trial.forget();
          int nodes = trial.service().nodeCount();
          trial.service().reload(new OperatorService(operator, true));
          if (optimisations != Optimisations.NONE) {
            assertThat(trial.runs()).as("runs of functions").isZero();
          }
          assertThat(trial.updates()).isEmpty();
          assertThat(trial.service().nodeCount()).isEqualTo(nodes);
          requireResult(trial, "round " + round);
          trial.write(random.next(trial.rows()));
          requireResult(trial, "round " + round);
          if (optimisations != Optimisations.NONE) {
            requireUpdate(trial, "round " + round);
          }
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> reload_toAnotherOperator_andBack_computesAgain() {
    TestedOperator other =
        TestedOperator.of(
            "the second input",
            (first, second, context) -> second,
            (rows, result) -> rows.second().forEach(result::addAll));
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(41, FEW_KEYS, VALUES);
      try (OperatorTrial trial = shared(operator, optimisations)) {
        trial.write(random.load());
        trial.service().reload(new OperatorService(other, true));
        trial.write(random.next(trial.rows()));
        trial.service().reload(new OperatorService(operator, true));
        requireResult(trial, "after both");
        assertThat(trial.footprint().unsettled()).isZero();
        trial.write(random.next(trial.rows()));
        requireResult(trial, "after a write");
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> node_isShared_byEqualInstances_andGoesWithTheLast() {
    return forAll((operator, optimisations) -> {
      RandomBatches random = new RandomBatches(43, FEW_KEYS, VALUES);
      try (OperatorTrial trial = inInstances(operator, optimisations)) {
        trial.write(random.load());
        int nodes = trial.service().nodeCount();
        for (int round = 0; round < 3; round++) {
          trial.open(1);
          int withOne = trial.service().nodeCount();
          trial.open(2);
          if (optimisations != Optimisations.NONE) {
            assertThat(trial.service().nodeCount()).isEqualTo(withOne);
          }
          trial.write(random.next(trial.rows()));
          requireResult(trial, "round " + round);
          trial.closeInstances(1, 2);
          assertThat(trial.service().nodeCount()).isEqualTo(nodes);
        }
      }
    });
  }
}
