package io.skipruntime.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.OverloadedException;
import io.skipruntime.ServiceBusyException;
import io.skipruntime.engine.command.RememberedOutcomes.Reservation;
import io.skipruntime.engine.spi.CommandCall;
import io.skipruntime.engine.spi.CommandEnd;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is remembered, and for how long. */
final class RememberedOutcomesTest {

  private static final int MOST = 10_000;
  private static final int MOST_OF_OWNER = 1_000;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final RememberedOutcomes outcomes = new RememberedOutcomes(now::get);

  private static CommandCall call(String owner, Object key) {
    return new CommandCall(owner, "bid", key.toString(), Json.NULL);
  }

  private Reservation reserve(String owner, Object key) {
    return outcomes.reserve(call(owner, key));
  }

  private void carriedOut(String owner, Object key, String result) {
    outcomes.end(reserve(owner, key).slot(), new CommandOutcome.Done(Json.of(result), 1));
  }

  @Test
  void outcome_isRememberedForADay() {
    carriedOut("ann", "key", "done");
    now.set(Instant.EPOCH.plus(Duration.ofHours(23)));
    assertThat(reserve("ann", "key").isNew()).isFalse();
    assertThat(reserve("ann", "key").slot().await(1))
        .isEqualTo(new CommandOutcome.Done(Json.of("done"), 1));
    now.set(Instant.EPOCH.plus(Duration.ofHours(24)));
    assertThat(reserve("ann", "key").isNew()).isTrue();
  }

  @Test
  void owner_losesItsOldest_andNotThoseOfOthers_whenItHasItsShare() {
    carriedOut("ann", "key", "done");
    for (int i = 0; i <= MOST_OF_OWNER; i++) {
      carriedOut("bob", i, "done");
    }
    assertThat(outcomes.size()).isEqualTo(MOST_OF_OWNER + 1);
    assertThat(reserve("ann", "key").isNew()).isFalse();
    assertThat(reserve("bob", MOST_OF_OWNER).isNew()).isFalse();
    assertThat(reserve("bob", 0).isNew()).isTrue();
  }

  @Test
  void oldest_goes_whenThereAreTooMany() {
    for (int i = 0; i <= MOST; i++) {
      carriedOut("owner " + i, "key", "done");
    }
    assertThat(outcomes.size()).isEqualTo(MOST);
    assertThat(reserve("owner 1", "key").isNew()).isFalse();
  }

  @Test
  void oldest_goes_whenTheyAreTooLarge() {
    String large = "x".repeat(3 << 20);
    for (int i = 0; i < 20; i++) {
      carriedOut("ann", i, large);
    }
    assertThat(outcomes.size()).isEqualTo(5);
    assertThat(reserve("ann", 19).isNew()).isFalse();
  }

  @Test
  void whatIsNotDone_isNotForgotten_andHasABound() {
    for (int i = 0; i < MOST_OF_OWNER; i++) {
      reserve("ann", i);
    }
    assertThatThrownBy(() -> reserve("ann", "more")).isInstanceOf(OverloadedException.class);
    now.set(Instant.EPOCH.plus(Duration.ofDays(2)));
    assertThat(reserve("ann", 0).isNew()).isFalse();
  }

  @Test
  void duplicate_waitsWithABound_andMeetsTheFailureOfTheFirst() {
    Reservation first = reserve("ann", "key");
    Reservation second = reserve("ann", "key");
    assertThatThrownBy(() -> second.slot().await(1)).isInstanceOf(ServiceBusyException.class);
    outcomes.forget(first.slot(), new IllegalStateException("failed"));
    assertThatThrownBy(() -> second.slot().await(1)).hasMessage("failed");
    assertThat(outcomes.size()).isZero();
    assertThat(reserve("ann", "key").isNew()).isTrue();
  }

  /** The state of a commit must not have the answer of a later one, which may be lost. */
  @Test
  void answers_areThoseOfCommitsUpToATick_andOfCommandsThatAreDone() {
    outcomes.end(reserve("ann", "first").slot(), new CommandOutcome.Done(Json.of(1), 1));
    reserve("ann", "runs");
    outcomes.end(
        reserve("ann", "second").slot(),
        new CommandOutcome.Refused(CommandRefusedException.conflict("no"), 2));
    outcomes.end(reserve("ann", "third").slot(), new CommandOutcome.Done(Json.of(3), 3));
    outcomes.forget(reserve("ann", "fails").slot(), new IllegalStateException("failed"));

    assertThat(outcomes.answers(0)).isEmpty();
    assertThat(outcomes.answers(2))
        .extracting(answer -> answer.call().key())
        .containsExactly("first", "second");
    assertThat(outcomes.answers(3)).hasSize(3);
  }

  @Test
  void restoredAnswers_areRemembered_asLongAndAsManyAsOthers() {
    for (int i = 0; i <= MOST_OF_OWNER; i++) {
      outcomes.restore(answer(i, Instant.EPOCH, "before"));
    }
    outcomes.restore(answer(7, Instant.EPOCH.plusMillis(1), "later"));

    assertThat(outcomes.size()).isEqualTo(MOST_OF_OWNER);
    assertThat(reserve("ann", 7).slot().await(1))
        .isEqualTo(new CommandOutcome.Done(Json.of("later"), 1));
    now.set(Instant.EPOCH.plus(Duration.ofHours(24)));
    assertThat(reserve("ann", 8).isNew()).isTrue();
    assertThat(reserve("ann", 7).isNew()).isFalse();
  }

  private static RememberedAnswer answer(Object key, Instant since, String result) {
    return new RememberedAnswer(
        call("ann", key), since.toEpochMilli(), 1, new CommandEnd.Done(Json.of(result)));
  }

  @Test
  void outcome_stays_whenTheCallerFailsAfterIt() {
    Reservation first = reserve("ann", "key");
    outcomes.end(first.slot(), new CommandOutcome.Done(Json.of("done"), 1));
    outcomes.forget(first.slot(), new IllegalStateException("the storage is slow"));
    assertThat(reserve("ann", "key").isNew()).isFalse();
  }
}
