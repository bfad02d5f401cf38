package io.skipruntime.examples.recipes;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Order;
import io.skipruntime.Pair;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.sql.LiveQuery;
import io.skipruntime.sql.SqlResource;
import java.time.Instant;
import java.util.Optional;

/**
 * Books, their readers and loans: what docs/operators.md shows, one resource for each operator, and
 * one that is a query in SQL.
 */
public final class LibraryService
    implements SkipService<LibraryService.Inputs, LibraryService.Shared> {

  public record Book(String title, String author, int pages) {}

  public record Loan(long book, String reader, int days) {}

  public record Reservation(long book, Instant from, Instant until) {}

  public record Reader(String name, String city) {}

  public record Inputs(
      EagerCollection<Long, Book> books,
      EagerCollection<Long, Loan> loans,
      EagerCollection<String, Reader> readers,
      EagerCollection<Long, Reservation> reservations) {}

  /** A loan as it is shown. */
  public record Lent(String title, String reader) {}

  /** The pages of all books of an author, and the length in the middle. */
  public record Lengths(int pages, int median) {}

  /** The collections, each as an operator makes it. */
  public record Shared(
      EagerCollection<Long, Book> thick,
      EagerCollection<Long, String> titles,
      EagerCollection<String, Book> byAuthor,
      EagerCollection<String, Lengths> lengths,
      EagerCollection<Long, Book> thickest,
      EagerCollection<Long, Lent> lent,
      EagerCollection<Long, Integer> waiting,
      EagerCollection<Long, Book> borrowed,
      EagerCollection<Long, Book> free,
      EagerCollection<Pair<Long, Long>, String> neighbours,
      EagerCollection<Long, Book> secondPage,
      EagerCollection<Long, Long> ranks,
      EagerCollection<Long, Reservation> held) {}

  @Override
  public InitialData initialData() {
    return InitialData.of(
            "books",
            Entry.of(1L, new Book("Persuasion", "Austen", 250)),
            Entry.of(2L, new Book("Emma", "Austen", 470)),
            Entry.of(3L, new Book("Middlemarch", "Eliot", 880)),
            Entry.of(4L, new Book("Silas Marner", "Eliot", 240)))
        .with(
            "readers",
            Entry.of("ada", new Reader("Ada", "London")),
            Entry.of("bob", new Reader("Bob", "Leeds")))
        .with(
            "loans",
            Entry.of(10L, new Loan(2, "ada", 12)),
            Entry.of(11L, new Loan(2, "bob", 3)),
            Entry.of(12L, new Loan(3, "ada", 30)));
  }

  // region graph
  @Override
  public Shared createGraph(Inputs in, Context context) {
    EagerCollection<Long, Loan> loansByBook = in.loans().keyBy(Loan::book);
    return new Shared(
        in.books().filter(book -> book.pages() > 400),
        in.books().mapValues(Book::title),
        in.books().keyBy(Book::author),
        in.books()
            .groupBy(
                Book::author,
                Reducers.both(
                    Reducers.of(Book::pages, Reducers.<Integer>sum()),
                    Reducers.of(Book::pages, Reducers.<Integer>median()),
                    Lengths::new)),
        in.books().topBy(Book::author, 1, Order.by(Book::pages).descending().then(Book::title)),
        in.loans()
            .lookup(Loan::book, in.books(), (loan, book) -> new Lent(book.title(), loan.reader())),
        in.books().leftJoin(loansByBook, LibraryService::days),
        in.books().semiJoin(loansByBook),
        in.books().antiJoin(loansByBook),
        in.loans().joinOn(Loan::reader, in.loans(), Loan::reader, (one, other) -> one.reader()),
        in.books().take(2, 2),
        in.books()
            .window(
                Window.by(Book::author, Order.by(Book::pages).descending()), WindowFunction.rank()),
        in.reservations().during(Reservation::from, Reservation::until));
  }

  private static int days(Book book, Optional<Loan> loan) {
    return loan.map(Loan::days).orElse(0);
  }

  // endregion

  /** The readers that have at least so many books, those with most books first. */
  public record BusyReaders(int least) implements SqlResource<Shared> {
    @Override
    public String query() {
      return "SELECT reader, count(*) AS books FROM lent GROUP BY reader"
          + " HAVING count(*) >= :least ORDER BY books DESC, reader";
    }
  }

  @Override
  public Resources<Shared> resources() {
    return LiveQuery.offeredBy(named());
  }

  private static Resources<Shared> named() {
    return Resources.<Shared>empty()
        .and("thick", (shared, context) -> shared.thick())
        .and("titles", (shared, context) -> shared.titles())
        .and("by_author", (shared, context) -> shared.byAuthor())
        .and("lengths", (shared, context) -> shared.lengths())
        .and("thickest", (shared, context) -> shared.thickest())
        .and("lent", (shared, context) -> shared.lent())
        .and("waiting", (shared, context) -> shared.waiting())
        .and("borrowed", (shared, context) -> shared.borrowed())
        .and("free", (shared, context) -> shared.free())
        .and("neighbours", (shared, context) -> shared.neighbours())
        .and("second_page", (shared, context) -> shared.secondPage())
        .and("ranks", (shared, context) -> shared.ranks())
        .and("held", (shared, context) -> shared.held())
        .and("busy_readers", BusyReaders.class);
  }
}
