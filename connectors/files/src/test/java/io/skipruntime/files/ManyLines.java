package io.skipruntime.files;

import io.skipruntime.ExternalResource;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.followed.Followed;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that loads a file that is larger than its heap; its values keep a little of each line.
 * It prints how many entries there are, and whether the progress was seen to grow.
 */
final class ManyLines {

  /** A text of which the start is kept. */
  record Start(String text) {
    Start {
      text = text.substring(0, 3);
    }
  }

  private ManyLines() {}

  public static void main(String[] arguments) throws Exception {
    FileResource lines = FileResource.ndjson(Path.of(arguments[0]));
    try (Followed followed =
        new Followed(
            new FilesService(Map.of("many", lines)),
            ExternalResource.of("files", "many", Long.class, Start.class))) {
      CompletableFuture<Integer> size =
          CompletableFuture.supplyAsync(
              () -> followed.service().getAll("many", Followed.NO_PARAMS).size());
      AtomicLong seen = new AtomicLong();
      followed.until(() -> {
        followed.service().sourceStatuses().stream()
            .flatMap(each -> each.progress().stream())
            .filter(each -> each.estimated() >= each.loaded())
            .mapToLong(SourceStatus.Progress::loaded)
            .forEach(loaded -> seen.accumulateAndGet(loaded, Math::max));
        return size.isDone();
      });
      System.out.println("entries " + size.join() + ", progress " + (seen.get() > 0));
    }
  }
}
