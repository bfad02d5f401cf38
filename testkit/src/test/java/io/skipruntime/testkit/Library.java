package io.skipruntime.testkit;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.Map;

/** Books and loans; a loan must be of a book that exists. Prices come from outside. */
public final class Library implements SkipService<Library.Inputs, Library.Shared> {

  public record Book(String title, String author) {}

  public record Inputs(EagerCollection<Long, Book> books, EagerCollection<Long, String> loans) {}

  public record Shared(
      EagerCollection<String, Long> loaned, EagerCollection<String, Long> perAuthor) {}

  record Loaned(EagerCollection<Long, Book> books) implements Mapper<Long, String, String, Long> {
    @Override
    public void mapEntry(Long id, Values<String> readers, Emitter<String, Long> out) {
      books.getUnique(id);
      readers.forEach(reader -> out.emit(reader, id));
    }
  }

  record ByAuthor() implements Mapper<Long, Book, String, Long> {
    @Override
    public void mapEntry(Long id, Values<Book> books, Emitter<String, Long> out) {
      out.emit(books.getUnique().author(), id);
    }
  }

  record Titles(EagerCollection<String, Double> prices)
      implements Mapper<String, Long, String, Double> {
    @Override
    public void mapEntry(String reader, Values<Long> books, Emitter<String, Double> out) {
      out.emit(reader, prices.getUnique("fee", 0.0) * books.size());
    }
  }

  record LoansOf(String reader) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared in, Context context) {
      return in.loaned().slice(reader, reader);
    }
  }

  record Fees() implements Resource<Shared> {
    @Override
    public EagerCollection<String, Double> instantiate(Shared in, Context context) {
      return in.loaned()
          .map(
              new Titles(
                  context.useExternalResource(
                      ExternalResource.of("prices", "eur", String.class, Double.class))));
    }
  }

  record OnlyLoan(String reader) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared in, Context context) {
      in.loaned().getUnique(reader);
      return in.loaned();
    }
  }

  private final ScriptedExternalService prices;

  Library() {
    this(new ScriptedExternalService());
  }

  Library(ScriptedExternalService prices) {
    this.prices = prices;
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("prices", prices);
  }

  @Override
  public InitialData initialData() {
    return InitialData.of(
            "books",
            Entry.of(1L, new Book("Emma", "Austen")),
            Entry.of(2L, new Book("Ulysses", "Joyce")))
        .with("loans", Entry.of(1L, "Ann"));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.of("loansOf", String.class, LoansOf::new)
        .and("onlyLoan", String.class, OnlyLoan::new)
        .and("perAuthor", (in, context) -> in.perAuthor())
        .and("fees", Fees.class);
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.loans().map(new Loaned(in.books())),
        in.books().map(new ByAuthor()).reduce(Reducers.count()));
  }
}
