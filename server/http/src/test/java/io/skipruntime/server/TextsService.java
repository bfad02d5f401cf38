package io.skipruntime.server;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.server.options.ServerOptions;

/** A service whose derived collections are as large as its input. */
final class TextsService implements SkipService<TextsService.Inputs, TextsService.Shared> {

  static final long GROUPS = 16;

  record Inputs(EagerCollection<Long, String> texts) {}

  record Shared(
      EagerCollection<Long, String> texts,
      EagerCollection<Long, String> reversed,
      EagerCollection<Long, Long> lengths) {}

  @Override
  public Shared createGraph(Inputs in, Context context) {
    return new Shared(
        in.texts(),
        in.texts()
            .map((key, texts, out) ->
                out.emit(key, new StringBuilder(texts.getUnique()).reverse().toString())),
        in.texts()
            .mapReduce(
                (key, texts, out) -> out.emit(key % GROUPS, (long) texts.getUnique().length()),
                Reducers.sum()));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("texts", (shared, context) -> shared.texts())
        .and("reversed", (shared, context) -> shared.reversed())
        .and("lengths", (shared, context) -> shared.lengths());
  }

  public static void main(String[] arguments) {
    SkipServer.run(new TextsService(), ServerOptions.fromArgs(arguments));
  }
}
