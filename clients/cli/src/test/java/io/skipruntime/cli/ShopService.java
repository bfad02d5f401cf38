package io.skipruntime.cli;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.CommandRefusedException;
import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ForbiddenException;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.sql.LiveQuery;

/** Articles and notes; an article with a negative price fails every write that has it. */
final class ShopService implements SkipService<ShopService.Inputs, ShopService.Inputs> {

  /** An article. */
  public record Article(String name, long price) {}

  record Inputs(EagerCollection<Long, Article> articles, EagerCollection<String, String> notes) {}

  record Checked() implements Mapper<Long, Article, Long, Article> {
    @Override
    public void mapEntry(Long id, Values<Article> articles, Emitter<Long, Article> out) {
      for (Article article : articles) {
        if (article.price() < 0) {
          throw new IllegalStateException("a negative price");
        }
        out.emit(id, article);
      }
    }
  }

  record UpTo(long price, String start) implements Resource<Inputs> {
    @Override
    public EagerCollection<Long, Article> instantiate(Inputs in, Context context) {
      return in.articles().map(new Cheap(price, start));
    }
  }

  record Cheap(long price, String start) implements Mapper<Long, Article, Long, Article> {
    @Override
    public void mapEntry(Long id, Values<Article> articles, Emitter<Long, Article> out) {
      for (Article article : articles) {
        if (article.price() <= price && article.name().startsWith(start)) {
          out.emit(id, article);
        }
      }
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return LiveQuery.offeredBy(
        Resources.<Inputs, UpTo>of("up to", UpTo.class)
            .and("articles", (in, context) -> in.articles())
            .and("notes", (in, context) -> in.notes())
            .and("private notes", (in, context) -> unlessClosed(in)));
  }

  /** The notes, which may not be seen while one has the key {@code closed}. */
  private static EagerCollection<String, String> unlessClosed(Inputs in) {
    if (in.notes().findUnique("closed").isPresent()) {
      throw new ForbiddenException("they are closed");
    }
    return in.notes();
  }

  /** Changes the price of an article, which has to be there. */
  record Reprice(long id, long price) implements Command<Inputs, Inputs, Article> {
    @Override
    public Article run(Inputs in, Inputs shared, CommandContext context) {
      Article before =
          in.articles()
              .findUnique(id)
              .orElseThrow(() -> CommandRefusedException.conflict("there is no article " + id));
      Article after = new Article(before.name(), price);
      context.put(in.articles(), id, after);
      return after;
    }
  }

  @Override
  public Commands<Inputs, Inputs> commands() {
    return Commands.of("reprice", Reprice.class);
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return new Inputs(in.articles().map(new Checked()), in.notes());
  }
}
