package io.skipruntime.workers;

import io.skipruntime.Commands;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.InitialData;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.CollectionsByName;
import io.skipruntime.engine.spi.NamedParameters;
import io.skipruntime.engine.spi.NamedService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonShape;
import io.skipruntime.json.JsonWriter;
import io.skipruntime.json.TypeReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A service whose functions run in workers, as the engine sees it. */
final class WorkerService implements NamedService {

  private final WorkerPool pool;
  private final long number;
  private final ServiceForm form;
  private final Map<String, ExternalService> externals = new LinkedHashMap<>();

  private final Runnable beforeGraph;

  /**
   * A service.
   *
   * @param number what the worker calls it
   * @param beforeGraph is run when the graph is about to be built, by the holder of the service's
   *     write lock
   */
  WorkerService(
      WorkerPool pool, long number, ServiceForm form, WorkerSources sources, Runnable beforeGraph) {
    this.beforeGraph = beforeGraph;
    this.pool = pool;
    this.number = number;
    this.form = form;
    for (String name : form.externals()) {
      externals.put(name, sources.of(name));
    }
  }

  /** What has the lock while functions of the service run: the same for all forms of it. */
  private Object owner() {
    return number;
  }

  @Override
  public List<String> inputNames() {
    return List.copyOf(form.inputs().keySet());
  }

  @Override
  public InitialData initialData() {
    return form.initialData();
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.copyOf(externals);
  }

  @Override
  public Resources<CollectionsByName> resources() {
    Resources<CollectionsByName> resources = Resources.empty();
    for (Map.Entry<String, NamedParameters> each : form.resources().entrySet()) {
      resources =
          resources.and(
              each.getKey(),
              TypeReference.<Object>of(each.getValue()),
              new Constructor(this, each.getKey()));
    }
    return resources;
  }

  @Override
  public JsonShape keys(String input) {
    return input(input).keys();
  }

  @Override
  public JsonShape values(String input) {
    return input(input).values();
  }

  private ServiceForm.Input input(String name) {
    return Objects.requireNonNull(form.inputs().get(name), name);
  }

  @Override
  public Commands<CollectionsByName, CollectionsByName> commands() {
    Commands<CollectionsByName, CollectionsByName> commands = Commands.empty();
    for (Map.Entry<String, ServiceForm.OwnCommand> each : form.commands().entrySet()) {
      String name = each.getKey();
      ServiceForm.OwnCommand command = each.getValue();
      commands =
          commands.and(
              name,
              TypeReference.<Object>of(command.parameters()),
              TypeReference.<Json>of(command.result()),
              new ServiceCommand.Constructor(pool, number, name));
      if (command.isForAnybody()) {
        commands = commands.forAnybody(name);
      }
    }
    return commands;
  }

  @Override
  public CollectionsByName createGraph(CollectionsByName inputs, Context context) {
    beforeGraph.run();
    Scope scope = new Scope(pool, owner(), inputs.collections(), context);
    JsonArray answer =
        pool.turn(owner(), "createGraph", frame -> createGraph(frame, inputs.names()), scope)
            .asArray();
    scope.apply(answer.get(1).asArray());
    JsonObject shared = answer.get(0).asObject();
    return new CollectionsByName(
        shared.names(),
        shared.names().stream().map(name -> scope.collection(shared.get(name))).toList());
  }

  private JsonWriter createGraph(TurnFrame frame, List<String> names) {
    return TurnFrame.writeNames(frame.begin("createGraph").write(number), names, 0);
  }

  /**
   * Lets a process that has been started again describe the graph, so that it knows its classes.
   */
  void describeAgainOn(WorkerProcess process) {
    WorkerPool.turnOn(
        process,
        "createGraph",
        frame -> createGraph(frame, inputNames()),
        (question, mirrors, answer) -> {
          throw new SkipException("createGraph cannot read");
        });
  }

  private EagerCollection<?, ?> instantiate(
      String resource, Json params, CollectionsByName shared, Context context) {
    Scope scope = new Scope(pool, owner(), shared.collections(), context);
    JsonArray answer =
        pool.turn(
                owner(),
                resource,
                frame ->
                    TurnFrame.writeNames(
                        frame
                            .begin("instantiate")
                            .write(number)
                            .write(resource)
                            .write((Object) params),
                        shared.names(),
                        0),
                scope)
            .asArray();
    scope.apply(answer.get(1).asArray());
    return scope.eager(answer.get(0));
  }

  /** The maker of a resource's instances; as a function, it is the resource's name. */
  private record Constructor(WorkerService service, String resource)
      implements Function<Object, Resource<CollectionsByName>>, NamedFunction {

    @Override
    public Resource<CollectionsByName> apply(Object params) {
      return new Instance(service, resource, (Json) params);
    }

    @Override
    public String name() {
      return resource;
    }

    @Override
    public Object identity() {
      return resource;
    }
  }

  /** A resource with its parameters. */
  private record Instance(WorkerService service, String resource, Json params)
      implements Resource<CollectionsByName>, NamedFunction {

    @Override
    public String name() {
      return resource;
    }

    @Override
    public EagerCollection<?, ?> instantiate(CollectionsByName shared, Context context) {
      return service.instantiate(resource, params, shared, context);
    }

    @Override
    public Object identity() {
      return Json.array(Json.of(resource), params);
    }
  }
}
