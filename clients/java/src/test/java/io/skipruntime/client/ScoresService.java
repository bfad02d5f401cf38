package io.skipruntime.client;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;

/** Scores of players, and names of teams; for tests. */
public final class ScoresService
    implements SkipService<ScoresService.Collections, ScoresService.Collections> {

  record Collections(EagerCollection<String, Long> scores, EagerCollection<Long, String> teams) {}

  record First(int limit) implements Resource<Collections> {
    @Override
    public EagerCollection<String, Long> instantiate(Collections in, Context context) {
      return in.scores().take(limit);
    }
  }

  @Override
  public Resources<Collections> resources() {
    return Resources.<Collections, First>of("first few", First.class)
        .and("teams", (in, context) -> in.teams());
  }

  @Override
  public Collections createGraph(Collections inputs, Context context) {
    return inputs;
  }
}
