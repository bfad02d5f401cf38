package io.skipruntime.examples.recipes;

import io.skipruntime.Entry;
import io.skipruntime.Pair;
import io.skipruntime.examples.recipes.LibraryService.Book;
import io.skipruntime.examples.recipes.LibraryService.Lengths;
import io.skipruntime.examples.recipes.LibraryService.Lent;
import io.skipruntime.examples.recipes.LibraryService.Loan;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.junit.SkipExtension;
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
