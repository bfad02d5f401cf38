package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.Entry;
import io.skipruntime.ForbiddenException;
import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.Principal;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.CommandAnswer;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.journal.AccountsService.Deposit;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.log.LogOptions;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Commands whose caller did not get the answer, because the process died: who asks again under the
 * same key gets the answer of the first run, and the command has run once.
 */
class CommandRestartTest {

  private static final JournalOptions SMALL =
      JournalOptions.defaults().withLog(new LogOptions(1 << 20, 1 << 16, 0, 1, 1));
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final Principal ANN = new Principal("https://issuer.example", "ann");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private FaultyFiles files = new FaultyFiles();
  private ServiceInstance service = start("1");

  private ServiceInstance start(String program) {
    return ServiceInstance.start(
        new AccountsService(),
        EngineOptions.defaults()
            .withClock(now::get)
            .withPersistence(Persistence.in(files, SMALL.withProgramVersion(program))));
  }

  /** A crash can be replayed from the first snapshot on. */
  @BeforeEach
  void awaitFirstSnapshot() {
    writeSnapshot();
  }

  @AfterEach
  void close() {
    service.close();
  }

  private void writeSnapshot() {
    service.writeSnapshot().orElseThrow().toCompletableFuture().join();
  }

  /** Kills the process, and starts the next one with a program. */
  private void kill(String program) {
    FaultyFiles left = files.afterCrash();
    service.close();
    files = left;
    service = start(program);
  }

  private void kill() {
    kill("1");
  }

  private void stopInOrder() {
    service.close();
    service = start("1");
  }

  private CommandAnswer deposit(String account, long amount, String key) {
    return service.commands().run("deposit", new Deposit(account, amount), key);
  }

  private List<Entry<String, Long>> balances() {
    return List.copyOf(service.<String, Long>getInput("accounts"));
  }

  @Test
  void retry_getsTheFirstAnswer_andHasNoSecondEffect_afterAKillBeforeTheAnswer() {
    CommandAnswer first = deposit("ann", 5, "key");
    kill();

    CommandAnswer again = deposit("ann", 5, "key");
    assertThat(again).isEqualTo(first);
    assertThat(balances()).containsExactly(Entry.of("ann", 5L));
    assertThat(deposit("ann", 5, "other").result()).isEqualTo(Json.of(10));
  }

  @Test
  void retry_getsTheFirstAnswer_afterASnapshotOfTheCommit() {
    CommandAnswer first = deposit("ann", 5, "key");
    writeSnapshot();
    deposit("ann", 1, "after the snapshot");
    kill();
    writeSnapshot();
    kill();

    assertThat(deposit("ann", 5, "key")).isEqualTo(first);
    assertThat(deposit("ann", 1, "after the snapshot").result()).isEqualTo(Json.of(6));
    assertThat(balances()).containsExactly(Entry.of("ann", 6L));
  }

  @Test
  void retry_getsTheFirstAnswer_afterAnOrderlyStop() {
    CommandAnswer first = deposit("ann", 5, "key");
    stopInOrder();
    stopInOrder();

    assertThat(deposit("ann", 5, "key")).isEqualTo(first);
    assertThat(balances()).containsExactly(Entry.of("ann", 5L));
  }

  /** What other code has computed is not gone on with, but what it has answered stands. */
  @Test
  void retry_getsTheFirstAnswer_inANewEpoch_afterAKillAndADeployOfChangedCode() {
    CommandAnswer first = deposit("ann", 5, "key");
    writeSnapshot();
    CommandAnswer second = deposit("ann", 2, "not in the snapshot");
    kill("2");

    Watermark now = service.watermark();
    assertThat(now.epoch()).isNotEqualTo(first.watermark().epoch());
    CommandAnswer again = deposit("ann", 5, "key");
    assertThat(again.result()).isEqualTo(first.result());
    assertThat(again.watermark()).isEqualTo(new Watermark(now.epoch(), first.watermark().tick()));
    assertThat(deposit("ann", 2, "not in the snapshot").result()).isEqualTo(second.result());
    assertThat(balances()).containsExactly(Entry.of("ann", 7L));
  }

  @Test
  void otherParameters_areRefusedUnderTheSameKey_afterAKill() {
    deposit("ann", 5, "key");
    kill();

    assertThatThrownBy(() -> deposit("ann", 6, "key"))
        .isInstanceOf(IdempotencyKeyReusedException.class);
    assertThat(balances()).containsExactly(Entry.of("ann", 5L));
  }

  @Test
  void command_runsAgain_whenADayIsOver_howeverItWasRestarted() {
    deposit("ann", 5, "key");
    writeSnapshot();
    kill();
    now.set(START.plus(Duration.ofHours(23)));
    assertThat(deposit("ann", 5, "key").result()).isEqualTo(Json.of(5));
    now.set(START.plus(Duration.ofHours(24)));
    assertThat(deposit("ann", 5, "key").result()).isEqualTo(Json.of(10));

    kill("2");
    assertThat(deposit("ann", 5, "key").result()).as("the later one counts").isEqualTo(Json.of(10));
    assertThat(balances()).containsExactly(Entry.of("ann", 10L));
  }

  @Test
  void refusals_areRemembered_withTheirKind_afterAKill() {
    assertThatThrownBy(() -> deposit("ann", -5, "key")).isInstanceOf(CommandRefusedException.class);
    assertThatThrownBy(() -> deposit(AccountsService.CLOSED, 1, "forbidden"))
        .isInstanceOf(ForbiddenException.class);
    deposit("ann", 9, "enough");
    kill();

    assertThatThrownBy(() -> deposit("ann", -5, "key"))
        .isInstanceOfSatisfying(
            CommandRefusedException.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(CommandRefusedException.Kind.CONFLICT);
              assertThat(refusal.reason()).isEqualTo("the account has 0");
            });
    assertThatThrownBy(() -> deposit(AccountsService.CLOSED, 1, "forbidden"))
        .isInstanceOf(ForbiddenException.class)
        .hasMessage("the account is closed");
    assertThat(deposit("ann", -5, "new key").result()).isEqualTo(Json.of(4));
  }

  @Test
  void key_isOfItsCaller_afterAKill() {
    ClientParams ofAnn =
        new ClientParams(Json.parse("{\"account\":\"ann\",\"amount\":5}"), Optional.of(ANN));
    assertThat(service.commands().run("deposit", ofAnn, "key").result()).isEqualTo(Json.of(5));
    kill();

    assertThat(deposit("bob", 7, "key").result()).isEqualTo(Json.of(7));
    assertThat(service.commands().run("deposit", ofAnn, "key").result()).isEqualTo(Json.of(5));
    assertThat(balances()).containsExactly(Entry.of("ann", 5L), Entry.of("bob", 7L));
  }

  /** A commit that was lost with its process takes the answer with it. */
  @Test
  void retry_runsTheCommand_whenItsCommitWasNotDurable() {
    deposit("ann", 1, "durable");
    FaultyFiles before = files.afterCrash();
    deposit("ann", 5, "key");
    service.close();
    files = before;
    service = start("1");

    assertThat(balances()).containsExactly(Entry.of("ann", 1L));
    assertThat(deposit("ann", 5, "key").result()).isEqualTo(Json.of(6));
    assertThat(deposit("ann", 5, "key").result()).isEqualTo(Json.of(6));
  }
}
