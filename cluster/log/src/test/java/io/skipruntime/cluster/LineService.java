package io.skipruntime.cluster;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.util.Map;

/**
 * A service whose shared graph has the sums of one file of a {@link LineSource}, and which has a
 * resource for each other one. A sum of {@link #FORBIDDEN} fails a function, unless an input allows
 * it.
 */
public final class LineService implements SkipService<LineService.Inputs, LineService.Shared> {

  static final long FORBIDDEN = 13;

  private static final ExternalResource<Long, Long> LINES =
      ExternalResource.of("files", "lines", Long.class, Long.class);

  private final LineSource source;

  LineService(Path directory) {
    this.source = new LineSource(directory);
  }

  LineSource source() {
    return source;
  }

  /** The sums that are allowed though they are not. */
  public record Inputs(EagerCollection<Long, Long> allowed) {}

  /** The sums. */
  public record Shared(EagerCollection<Long, Long> sums) {}

  private record Checked(EagerCollection<Long, Long> allowed)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> sums, Emitter<Long, Long> out) {
      long sum = sums.getUnique();
      if (sum == FORBIDDEN && allowed.getUnique(FORBIDDEN, 0L) == 0) {
        throw new IllegalArgumentException("a sum that is forbidden");
      }
      out.emit(key, sum);
    }
  }

  /** The sums of a file. */
  public record OfFile(String name) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return context.useExternalResource(LINES.withParams(Json.object(Map.of("n", Json.of(name)))));
    }
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of("files", source);
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared, String>of("file", String.class, OfFile::new)
        .and("sums", (shared, context) -> shared.sums());
  }

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(context.useExternalResource(LINES).map(new Checked(in.allowed())));
  }
}
