package io.skipruntime.workers;

import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;

/** A function of a lazy collection that a worker runs. */
final class WorkerLazy extends WorkerFunction implements LazyCompute<Json, Json> {

  WorkerLazy(WorkerPool pool, Object owner, FunctionReference reference, List<Object> collections) {
    super(pool, owner, reference, collections);
  }

  @Override
  WorkerFunction over(List<Object> others) {
    return new WorkerLazy(pool(), owner(), reference(), others);
  }

  @Override
  public Iterable<Json> compute(LazyCollection<Json, Json> self, Json key) {
    List<Object> visible = new ArrayList<>(collections());
    visible.add(self);
    return turn(
            "lazy", frame -> frame.write((Object) key), new Scope(pool(), owner(), visible, null))
        .asArray()
        .elements();
  }
}
