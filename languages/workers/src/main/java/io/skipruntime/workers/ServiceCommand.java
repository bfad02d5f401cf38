package io.skipruntime.workers;

import io.skipruntime.Command;
import io.skipruntime.CommandContext;
import io.skipruntime.engine.spi.CollectionsByName;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A command of a service with its parameters. A worker runs its function, which may read meanwhile,
 * and tells at the end what it has written.
 */
record ServiceCommand(WorkerPool pool, long service, String name, Json params)
    implements Command<CollectionsByName, CollectionsByName, Json>, NamedFunction {

  @Override
  public Object identity() {
    return Json.array(Json.of(name), params);
  }

  @Override
  public Json run(CollectionsByName inputs, CollectionsByName shared, CommandContext context) {
    List<Object> visible = new ArrayList<>(inputs.collections());
    visible.addAll(shared.collections());
    int ofInputs = inputs.names().size();
    Scope scope = new Scope(pool, service, visible, null);
    JsonArray answer =
        pool.turn(
                service,
                name,
                frame -> {
                  JsonWriter begun =
                      frame
                          .begin("command")
                          .write(service)
                          .write(name)
                          .write((Object) params)
                          .write(context.now().toEpochMilli());
                  TurnFrame.writeNames(begun, inputs.names(), 0);
                  return TurnFrame.writeNames(begun, shared.names(), ofInputs);
                },
                scope)
            .asArray();
    for (Json each : answer.get(1).asArray().elements()) {
      JsonArray write = each.asArray();
      context.putAll(scope.eager(write.get(0)), write.get(1), write.get(2).asArray().elements());
    }
    return answer.get(0);
  }

  /** The maker of a command's runs; as a function, it is the command's name. */
  record Constructor(WorkerPool pool, long service, String name)
      implements Function<Object, ServiceCommand>, NamedFunction {

    @Override
    public ServiceCommand apply(Object params) {
      return new ServiceCommand(pool, service, name, (Json) params);
    }

    @Override
    public Object identity() {
      return name;
    }
  }
}
