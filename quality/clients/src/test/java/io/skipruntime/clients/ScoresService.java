package io.skipruntime.clients;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.journal.Persistence;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Scores, of which the code computes one in its own way: so it makes a difference which code runs.
 *
 * @param weight what that score is multiplied by
 */
record ScoresService(long weight)
    implements SkipService<ScoresService.Inputs, ScoresService.Inputs> {

  record Inputs(EagerCollection<String, Long> scores) {}

  record Weighing(long weight) implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String key, Values<Long> values, Emitter<String, Long> out) {
      out.emit(key, values.getUnique() * (key.equals("weighted") ? weight : 1));
    }
  }

  @Override
  public Resources<Inputs> resources() {
    return Resources.<Inputs>empty().and("scores", (inputs, context) -> inputs.scores());
  }

  @Override
  public Inputs createGraph(Inputs in, Context context) {
    return new Inputs(in.scores().map(new Weighing(weight)));
  }

  /**
   * Serves in a process of its own until its input ends, and prints its control port and its
   * streaming port.
   *
   * @param arguments the data directory, the weight, and the origin of a page
   */
  public static void main(String[] arguments) throws IOException {
    Persistence data =
        Persistence.in(Path.of(arguments[0])).withProgramVersion("weight " + arguments[1]);
    ServerOptions options =
        ServerOptions.defaults()
            .withPorts(0, 0)
            .withCorsOrigins(Set.of(arguments[2]))
            .withEngine(EngineOptions.defaults().withPersistence(data));
    try (SkipServer server =
        SkipServer.start(new ScoresService(Long.parseLong(arguments[1])), options)) {
      System.out.println(server.controlPort());
      System.out.println(server.streamingPort());
      while (System.in.read() >= 0) {
        // the end of the input ends the server
      }
    }
  }
}
