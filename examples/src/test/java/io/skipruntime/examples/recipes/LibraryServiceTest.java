package io.skipruntime.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.Pair;
import io.skipruntime.examples.recipes.LibraryService.Book;
import io.skipruntime.examples.recipes.LibraryService.BusyReaders;
import io.skipruntime.examples.recipes.LibraryService.Lengths;
import io.skipruntime.examples.recipes.LibraryService.Lent;
import io.skipruntime.examples.recipes.LibraryService.Loan;
import io.skipruntime.examples.recipes.LibraryService.Reservation;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.TestedResource;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import io.skipruntime.testkit.junit.SkipExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operators of docs/operators.md do what the page says. */
class LibraryServiceTest {

  private static final Book PERSUASION = new Book("Persuasion", "Austen", 250);
  private static final Book EMMA = new Book("Emma", "Austen", 470);
  private static final Book MIDDLEMARCH = new Book("Middlemarch", "Eliot", 880);
  private static final Book MARNER = new Book("Silas Marner", "Eliot", 240);

  @RegisterExtension final SkipExtension skip = SkipExtension.of(LibraryService::new);

  @Test
  void rows_areFiltered_mapped_andGrouped(TestedService service) {
    service.write("books", Entry.of(5L, new Book("Romola", "Eliot", 500)));

    service
        .<Long, Book>resource("thick")
        .assertContents(
            Entry.of(2L, EMMA),
            Entry.of(3L, MIDDLEMARCH),
            Entry.of(5L, new Book("Romola", "Eliot", 500)));
    service
        .<String, Lengths>resource("lengths")
        .assertContents(
            Entry.of("Austen", new Lengths(720, 250)), Entry.of("Eliot", new Lengths(1620, 500)));
    service
        .<String, Book>resource("by_author")
        .assertContents(
            Entry.of("Austen", PERSUASION, EMMA),
            Entry.of("Eliot", MIDDLEMARCH, MARNER, new Book("Romola", "Eliot", 500)));
  }

  @Test
  void firstOfEachGroup_isTheNext_whenItGoes(TestedService service) {
    service
        .<Long, Book>resource("thickest")
        .assertContents(Entry.of(2L, EMMA), Entry.of(3L, MIDDLEMARCH));
    service.write("books", Entry.deleted(3L));
    service
        .<Long, Book>resource("thickest")
        .assertContents(Entry.of(2L, EMMA), Entry.of(4L, MARNER));
    service.<Long, Book>resource("second_page").assertContents(Entry.of(4L, MARNER));
  }

  @Test
  void rows_areRankedInTheirGroup(TestedService service) {
    TestedStream<Long, Long> ranks = service.<Long, Long>resource("ranks").subscribe();
    ranks.assertInit(Entry.of(1L, 2L), Entry.of(2L, 1L), Entry.of(3L, 1L), Entry.of(4L, 2L));
    service.write("books", Entry.of(5L, new Book("Romola", "Eliot", 500)));
    ranks.assertUpdate(Entry.of(4L, 3L), Entry.of(5L, 2L));
  }

  @Test
  void reservations_holdABook_duringTheirTime(TestedService service) {
    Instant from = service.clock().instant().plusSeconds(60);
    Reservation reservation = new Reservation(2, from, from.plusSeconds(60));
    TestedStream<Long, Reservation> held = service.<Long, Reservation>resource("held").subscribe();
    held.assertInit();
    service.write("reservations", Entry.of(1L, reservation));
    held.assertNoUpdate();
    service.advance(Duration.ofSeconds(60));
    held.assertUpdate(Entry.of(1L, reservation));
    service.advance(Duration.ofSeconds(60));
    held.assertUpdate(Entry.deleted(1L));
  }

  @Test
  void query_isKeptUpToDate(TestedService service) {
    TestedResource<Json, Json> busy = service.resource("busy_readers", new BusyReaders(1));
    assertThat(rows(busy))
        .containsExactly("{\"books\":2,\"reader\":\"ada\"}", "{\"books\":1,\"reader\":\"bob\"}");
    service.write("loans", Entry.deleted(10L), Entry.of(13L, new Loan(1, "bob", 9)));
    assertThat(rows(busy))
        .containsExactly("{\"books\":2,\"reader\":\"bob\"}", "{\"books\":1,\"reader\":\"ada\"}");
    assertThat(rows(service.resource("busy_readers", new BusyReaders(2))))
        .containsExactly("{\"books\":2,\"reader\":\"bob\"}");
  }

  private static List<String> rows(TestedResource<Json, Json> resource) {
    return resource.contents().stream()
        .flatMap(entry -> entry.values().stream())
        .map(Json::toString)
        .toList();
  }

  @Test
  void collections_areJoined(TestedService service) {
    service.write("loans", Entry.deleted(11L), Entry.of(13L, new Loan(1, "bob", 9)));

    service
        .<Long, Lent>resource("lent")
        .assertContents(
            Entry.of(10L, new Lent("Emma", "ada")),
            Entry.of(12L, new Lent("Middlemarch", "ada")),
            Entry.of(13L, new Lent("Persuasion", "bob")));
    service
        .<Long, Integer>resource("waiting")
        .assertContents(Entry.of(1L, 9), Entry.of(2L, 12), Entry.of(3L, 30), Entry.of(4L, 0));
    service
        .<Long, Book>resource("borrowed")
        .assertContents(Entry.of(1L, PERSUASION), Entry.of(2L, EMMA), Entry.of(3L, MIDDLEMARCH));
    service.<Long, Book>resource("free").assertContents(Entry.of(4L, MARNER));
    service
        .<Pair<Long, Long>, String>resource("neighbours")
        .assertContents(
            Entry.of(new Pair<>(10L, 10L), "ada"),
            Entry.of(new Pair<>(10L, 12L), "ada"),
            Entry.of(new Pair<>(12L, 10L), "ada"),
            Entry.of(new Pair<>(12L, 12L), "ada"),
            Entry.of(new Pair<>(13L, 13L), "bob"));
  }
}
