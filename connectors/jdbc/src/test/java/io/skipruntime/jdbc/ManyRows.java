package io.skipruntime.jdbc;

import io.skipruntime.ExternalResource;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.followed.Followed;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that loads many long rows with a small heap: its values keep a little of each. It
 * prints how many entries there are, and whether the progress was seen to grow.
 */
final class ManyRows {

  private static final int ROWS = 60_000;
  private static final int LENGTH = 8_000;

  /** A text of which the start is kept. */
  record Start(String text) {
    Start {
      text = text.substring(0, 3);
    }
  }

  private ManyRows() {}

  public static void main(String[] arguments) throws Exception {
    String rows =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + ROWS
            + ") SELECT i AS id, printf('%0"
            + LENGTH
            + "d', i) AS text FROM n";
    Map<String, JdbcResource> queries = Map.of("many", JdbcResource.of(rows, "id"));
    try (Followed followed =
        new Followed(
            JdbcService.connecting("jdbc:sqlite::memory:", Map.of(), queries, QueryTest.OPTIONS),
            ExternalResource.of("db", "many", Long.class, Start.class))) {
      CompletableFuture<Integer> size =
          CompletableFuture.supplyAsync(
              () -> followed.service().getAll("many", Followed.NO_PARAMS).size());
      AtomicLong seen = new AtomicLong();
      followed.until(() -> {
        followed.service().sourceStatuses().stream()
            .flatMap(each -> each.progress().stream())
            .filter(each -> each.estimated() == ROWS)
            .mapToLong(SourceStatus.Progress::loaded)
            .forEach(loaded -> seen.accumulateAndGet(loaded, Math::max));
        return size.isDone();
      });
      System.out.println("entries " + size.join() + ", progress " + (seen.get() > 0));
    }
  }
}
