package io.skipruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.Library.Book;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestedServiceTest {

  private final ScriptedExternalService prices = new ScriptedExternalService();
  private final TestedService service = TestedService.start(new Library(prices));
  private final TestedResource<String, Long> loansOfAnn = service.resource("loansOf", "Ann");

  @AfterEach
  void close() {
    service.close();
  }

  private static void assertFailsWith(String message, ThrowingCallable assertion) {
    assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessage(message);
  }

  @Test
  void stream_collectsEachCommit() {
    TestedStream<String, Long> stream = loansOfAnn.subscribe();
    service.write("loans", Entry.of(2L, "Ann"));
    service.write("loans", Entry.of(2L, "Bo"));
    service.write("loans", Entry.deleted(1L));
    stream
        .assertInit(Entry.of("Ann", 1L))
        .assertUpdate(Entry.of("Ann", 1L, 2L))
        .assertUpdate(Entry.of("Ann", 1L))
        .assertUpdate(Entry.deleted("Ann"))
        .assertNoUpdate()
        .assertContents();
    service.write("loans", Entry.of(1L, "Ann"));
    assertThat(stream.takeUpdates()).hasSize(1);
    stream.assertNoUpdate().assertContents(Entry.of("Ann", 1L));
  }

  @Test
  void streamAssertions_sayWhatCameInstead() {
    TestedStream<String, Long> stream = loansOfAnn.subscribe();
    assertFailsWith(
        "loansOf(\"Ann\"): expected update [[\"Ann\",[2]]], but what came is init [[\"Ann\",[1]]]",
        () -> stream.assertUpdate(Entry.of("Ann", 2L)));
    assertFailsWith(
        "loansOf(\"Ann\"): expected update [[\"Ann\",[2]]], but no event came",
        () -> stream.assertUpdate(Entry.of("Ann", 2L)));
    service.write("loans", Entry.of(2L, "Ann"));
    assertFailsWith(
        """
        loansOf("Ann"): the update differs
          "Ann": expected [2], found [1,2]
          "Bo": expected [1], found no entry
        expected [["Ann",[2]],["Bo",[1]]]
        found    [["Ann",[1,2]]]\
        """,
        () -> stream.assertUpdate(Entry.of("Ann", 2L), Entry.of("Bo", 1L)));
    service.write("loans", Entry.of(2L, "Bo"));
    assertFailsWith(
        "loansOf(\"Ann\"): expected no update, but what came is update [[\"Ann\",[1]]]",
        stream::assertNoUpdate);
    assertFailsWith(
        "loansOf(\"Ann\"): the stream should have ended, but is open", stream::assertEnded);
    assertFailsWith(
        "loansOf(\"Ann\"): expected an error, but no event came", stream::assertFailure);
  }

  @Test
  void stream_resumesWithWhatChanged() {
    TestedStream<String, Long> stream = loansOfAnn.subscribe().assertInit(Entry.of("Ann", 1L));
    stream.disconnect();
    service.write("loans", Entry.of(2L, "Ann"));
    stream.assertNoUpdate().resume().assertUpdate(Entry.of("Ann", 1L, 2L));
    stream.disconnect().resume().assertNoUpdate();
  }

  @Test
  void stream_awaitsWhatOthersWrite() throws InterruptedException {
    TestedStream<String, Long> stream = loansOfAnn.subscribe().assertInit(Entry.of("Ann", 1L));
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> service.write("loans", Entry.of(2L, "Ann")));
    stream.await().assertUpdate(Entry.of("Ann", 1L, 2L));
    writer.join();
  }

  @Test
  void contents_areComparedWithTheirTypes() {
    TestedResource<Json, Json> json = loansOfAnn.asJson();
    json.assertContents(Entry.of(Json.of("Ann"), Json.of(1)));
    json.subscribe().assertInit(Entry.of(Json.of("Ann"), Json.of(1)));
    TestedResource<String, Integer> mistyped = service.resource("loansOf", "Ann");
    assertFailsWith(
        """
        loansOf("Ann") has other contents
          "Ann": expected [1 (Integer)], found [1 (Long)]
        expected [["Ann",[1]]]
        found    [["Ann",[1]]]\
        """,
        () -> mistyped.assertContents(Entry.of("Ann", 1)));
  }

  @Test
  void rejectedWrite_leavesNothing() {
    TestedStream<String, Long> stream = loansOfAnn.subscribe().assertInit(Entry.of("Ann", 1L));
    ComputationException failure =
        service.assertRejected(
            Writes.to("loans", Entry.of(1L, "Bo"), Entry.of(7L, "Ann"))
                .and("books", Entry.of(3L, new Book("Dune", "Herbert"))));
    assertThat(failure.node()).isEqualTo("loans.map(Loaned)");
    assertThat(failure.key()).isEqualTo("7");
    stream.assertNoUpdate();
    service.assertInput("loans", Entry.of(1L, "Ann"));
    assertThat(service.assertInvalid(Writes.to("loans", Entry.of("x", "Ann"))).problems())
        .hasSize(1);
  }

  @Test
  void assertRejected_fails_whenTheWriteIsAccepted_orRefusedForAnotherReason() {
    assertThatThrownBy(() -> service.assertRejected(Writes.to("loans", Entry.of(2L, "Ann"))))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            "the write \\{\"loans\":\\[\\[2,\\[\"Ann\"]]]} should have been refused, but was"
                + " committed as .*/2");
    assertThatThrownBy(() -> service.assertRejected(Writes.to("loans", Entry.of("x", "Ann"))))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("expected ComputationException of the write");
  }

  @Test
  void runs_areThoseOfTheFunctionsThatReadWhatChanged() {
    loansOfAnn.subscribe();
    FunctionRuns runs =
        service.runsDuring(() -> service.write("books", Entry.of(1L, new Book("Emma", "Jane"))));
    runs.assertRan("Loaned", 1L)
        .assertRan("books.map(ByAuthor)", Json.of(1))
        .assertRan("Count", "Jane")
        .assertRan("loansOf")
        .assertNoneBut("Loaned", "ByAuthor", "Count");
    service
        .runsDuring(() -> service.write("books", Entry.of(1L, new Book("Emma", "Jane"))))
        .assertNone();
    service
        .runsDuring(() -> service.resource("loansOf", "Bo").contents())
        .assertRan("loansOf", "Bo");
  }

  @Test
  void runAssertions_sayWhatRanInstead() {
    FunctionRuns runs = service.runsDuring(() -> service.write("loans", Entry.of(2L, "Bo")));
    assertFailsWith(
        """
        Loaned should have run for [1]
          it did not run for 1
          it also ran for 2
        what ran:
          loans.map(Loaned) for 2\
        """,
        () -> runs.assertRan("Loaned", 1L));
    assertFailsWith(
        "no function should have run\nwhat ran:\n  loans.map(Loaned) for 2", runs::assertNone);
  }

  @Test
  void idleStream_isCollected_whenTimePasses() {
    int nodes = service.instance().nodeCount();
    TestedStream<String, Long> idle = loansOfAnn.subscribe().disconnect();
    TestedStream<String, Long> used = service.<String, Long>resource("loansOf", "Bo").subscribe();
    service.advance(Duration.ofSeconds(299));
    assertThat(idle.isEnded()).isFalse();
    service.advance(Duration.ofSeconds(1));
    idle.assertEnded();
    service.advance(Duration.ofMinutes(5));
    assertThat(used.isEnded()).isFalse();
    used.close();
    service.collectIdle();
    assertThat(service.instance().nodeCount()).isEqualTo(nodes);
    service.assertNothingLeaked();
  }

  @Test
  void failingInstance_tellsItsStream_andRecovers() {
    TestedResource<String, Long> onlyLoan = service.resource("onlyLoan", "Ann");
    TestedStream<String, Long> stream = onlyLoan.subscribe().assertInit(Entry.of("Ann", 1L));
    service.write("loans", Entry.of(2L, "Ann"));
    assertThat(stream.assertFailure()).hasMessageContaining("found 2");
    assertThat(onlyLoan.assertFails()).hasMessageContaining("found 2");
    service.assertConsistent();
    service.write("loans", Entry.deleted(1L));
    stream.assertInit(Entry.of("Ann", 2L));
    assertFailsWith(
        "onlyLoan(\"Ann\") should fail, but it has [[\"Ann\",[2]]]", onlyLoan::assertFails);
  }

  @Test
  void scriptedResource_delivers_andFails() {
    ScriptedResource eur = prices.resource("eur");
    TestedResource<String, Double> fees = service.resource("fees");
    assertThatThrownBy(fees::contents).hasMessageContaining("eur{} has no contents; give it some");
    eur.refuse("the bank is closed");
    assertThatThrownBy(fees::contents).hasMessageContaining("the bank is closed");
    eur.accept();
    eur.set(Entry.of("fee", 1.5));
    TestedStream<String, Double> stream = fees.subscribe().assertInit(Entry.of("Ann", 1.5));
    eur.update(Entry.of("fee", 2.0));
    stream.assertUpdate(Entry.of("Ann", 2.0));
    eur.fail("no line");
    assertThat(service.instance().sourceStatuses().getFirst().reason()).contains("no line");
    stream.assertNoUpdate();
    service.assertConsistent();
    assertThatThrownBy(() -> eur.update(Entry.of("fee", "dear")))
        .hasMessageContaining("expected a number");
    eur.set();
    stream.assertUpdate(Entry.of("Ann", 0.0));
    assertThat(eur.isSubscribed()).isTrue();
    service.assertNothingLeaked();
    service.close();
    assertThat(prices.isShutDown()).isTrue();
  }

  @Test
  void leak_isSaid_whereCodeLeavesStreamsOpen() {
    service.instance().instantiateResource("a", "loansOf", "Ann");
    service.instance().instantiateResource("b", "loansOf", "Bo");
    service.instance().subscribe("b", update -> {});
    assertFailsWith(
        """
        the service leaks:
          2 streams were opened with instantiateResource and not closed; call \
        closeResourceInstance with the identifier
          1 of them has a subscription that nobody closed, so that nothing ever collects it
          1 node is left of the graph when everything idle is collected: those of instances that \
        are still open\
        """,
        service::assertNothingLeaked);
  }
}
