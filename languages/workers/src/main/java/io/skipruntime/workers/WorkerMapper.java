package io.skipruntime.workers;

import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Lookup;
import io.skipruntime.Values;
import io.skipruntime.engine.spi.WaveFunction;
import io.skipruntime.engine.spi.Waves;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.List;

/** A mapper that a worker runs: in waves, or alone where it makes collections or uses lazy ones. */
final class WorkerMapper extends WorkerFunction
    implements ContextMapper<Json, Json, Json, Json>, WaveFunction {

  WorkerMapper(
      WorkerPool pool, Object owner, FunctionReference reference, List<Object> collections) {
    super(pool, owner, reference, collections);
  }

  @Override
  WorkerFunction over(List<Object> others) {
    return new WorkerMapper(pool(), owner(), reference(), others);
  }

  @Override
  public Waves waves() {
    return pool();
  }

  @Override
  @SuppressWarnings("unchecked") // all collections of a worker's service are of JSON
  public void replay(Object prepared, Emitter<Object, Object> out) {
    Outcome outcome = (Outcome) prepared;
    JsonArray reads = outcome.reads();
    for (int i = 0; i < reads.size(); i += 2) {
      int place = (int) reads.get(i).asLong();
      if (place < 0) {
        ((EagerCollection<Json, Json>) collections().get(-1 - place)).size();
      } else {
        ((Lookup<Json, Json>) collections().get(place)).get(reads.get(i + 1));
      }
    }
    RuntimeException failure = outcome.failure();
    if (failure != null) {
      if (failure instanceof WorkerException thrown) {
        thrown.log();
      }
      throw failure;
    }
    emit(outcome.emitted(), out::emit);
  }

  @Override
  public void mapEntry(Json key, Values<Json> values, Emitter<Json, Json> out, Context context) {
    Scope scope = new Scope(pool(), owner(), collections(), context);
    JsonArray answer =
        turn("map", frame -> frame.write((Object) key).write((Object) values.toList()), scope)
            .asArray();
    scope.apply(answer.get(1).asArray());
    emit(answer.get(0).asArray(), out);
  }

  private static void emit(JsonArray emitted, Emitter<Json, Json> out) {
    for (int i = 0; i < emitted.size(); i++) {
      JsonArray pair = emitted.get(i).asArray();
      out.emit(pair.get(0), pair.get(1));
    }
  }
}
