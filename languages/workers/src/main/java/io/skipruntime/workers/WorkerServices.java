package io.skipruntime.workers;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.Principal;
import io.skipruntime.SkipException;
import io.skipruntime.engine.ClientParams;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.CommandAnswer;
import io.skipruntime.engine.ReloadSummary;
import io.skipruntime.engine.ServiceCommands;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The services that a worker has started, and what the worker asks of them. Thread-safe.
 *
 * <p>Requests are carried out by threads of their own, each its own, since a request may need turns
 * of the worker; those of one kind that the order of matters for are sent by the worker one after
 * the other.
 */
final class WorkerServices implements WorkerSlot.Receiver, AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(WorkerServices.class.getName());

  private static final String NOT_RELOADED = "not reloaded, the code from before goes on: ";

  /** A service that runs. */
  private record Running(WorkerService service, ServiceHost.Hosted hosted) {}

  private final ServiceHost host;
  private final WorkerPool pool;
  private final Requests requests;
  private final Map<Long, WorkerSources> sources = new ConcurrentHashMap<>();
  private final Map<Long, Running> running = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> Thread.ofPlatform().daemon().name("skip-worker-request").unstarted(task));
  private final CompletableFuture<ServiceInstance> first = new CompletableFuture<>();
  private final ProgramFiles files = new ProgramFiles();
  private volatile boolean closing;
  private volatile @Nullable WorkerSlot candidate;

  private WorkerServices(ServiceHost host, WorkerOptions options) {
    this.host = host;
    this.requests = new Requests(this::mainProcess);
    this.pool = new WorkerPool(options, this);
  }

  /** Starts a program. The services that it starts run here. */
  static WorkerServices start(ServiceHost host, WorkerOptions options) {
    WorkerServices services = new WorkerServices(host, options);
    var unused = services.main().end().thenRun(services::hasEnded);
    services.pool.start();
    return services;
  }

  private @Nullable WorkerProcess mainProcess() {
    return pool.main().latest();
  }

  /** The place of the process that runs everything. */
  WorkerSlot main() {
    return pool.main();
  }

  /** The files that the program consists of, as far as it has told. */
  ProgramFiles files() {
    return files;
  }

  /** Completes with the first service that the program starts. */
  CompletableFuture<ServiceInstance> first() {
    return first;
  }

  /** Starts the program again, with the code that it has now, to take the place of what runs. */
  void startAgain() {
    WorkerSlot before = candidate;
    if (before != null) {
      before.close();
    }
    candidate = pool.startCandidate();
  }

  @Override
  public void received(WorkerSlot slot, WorkerProcess process, JsonArray frame) {
    switch (frame.get(0).asString()) {
      case "hello" -> {}
      case "reply", "refused" -> requests.answered(frame);
      case "files" ->
          frame.get(1).asArray().elements().forEach(file -> files.add(Path.of(file.asString())));
      case "trouble" -> {
        WorkerSources troubled = sources.get(frame.get(1).asLong());
        if (troubled != null) {
          troubled.trouble(frame.get(2).asString(), frame.get(3).asString());
        }
      }
      default -> threads.execute(() -> answer(slot, process, frame));
    }
  }

  @Override
  public void ended(WorkerSlot slot, WorkerProcess process) {
    if (slot == pool.main()) {
      requests.failAll();
      if (running.isEmpty()) {
        slot.close();
        hasEnded();
      }
    } else if (slot == candidate) {
      candidate = null;
      slot.close();
      LOGGER.log(System.Logger.Level.WARNING, NOT_RELOADED + "it has ended at its start");
    }
  }

  private void hasEnded() {
    first.completeExceptionally(
        new SkipException("the program has ended without a service that runs"));
  }

  private void answer(WorkerSlot slot, WorkerProcess process, JsonArray frame) {
    JsonWriter answer = new JsonWriter().beginArray().write("reply").write(frame.get(1).asLong());
    try {
      Consumer<JsonWriter> result = carryOut(slot, process, frame);
      result.accept(answer);
    } catch (Throwable e) {
      answer = refusal(frame, e);
    }
    try {
      process.send(answer.endArray());
    } catch (IOException gone) {
      LOGGER.log(System.Logger.Level.DEBUG, "a worker has ended before it was answered");
    }
    if (frame.get(0).asString().equals("start")) {
      slot.isReady(process);
    }
  }

  private static JsonWriter refusal(JsonArray frame, Throwable failure) {
    Throwable shown =
        failure instanceof ExecutionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    if (!(shown instanceof SkipException)) {
      LOGGER.log(System.Logger.Level.DEBUG, "a request of a worker", shown);
    }
    Throwable cause = shown instanceof ComputationException ? shown.getCause() : null;
    String message = String.valueOf(shown.getMessage());
    JsonWriter refusal =
        new JsonWriter().beginArray().write("refused").write(frame.get(1).asLong()).beginObject();
    refusal.name("name").write(shown.getClass().getSimpleName());
    refusal.name("message").write((Object) JsonString.wellFormed(message));
    if (shown instanceof CommandRefusedException refused) {
      refusal.name("kind").write(refused.kind().name().toLowerCase(Locale.ROOT));
    }
    if (cause instanceof WorkerException thrown) {
      refusal.name("trace").write((Object) JsonString.wellFormed(thrown.trace()));
    }
    return refusal.endObject();
  }

  private Consumer<JsonWriter> carryOut(WorkerSlot slot, WorkerProcess process, JsonArray frame)
      throws InterruptedException, ExecutionException {
    long number = frame.get(2).asLong();
    return switch (frame.get(0).asString()) {
      case "start" -> start(slot, process, number, ServiceForm.read(frame.get(3).asObject()));
      case "reload" -> {
        reload(number, ServiceForm.read(frame.get(3).asObject()), () -> {});
        yield JsonWriter::writeNull;
      }
      case "close" -> close(number);
      case "deliver" -> deliver(number, frame);
      default -> use(running(number).hosted().instance(), frame);
    };
  }

  private Running running(long number) {
    Running found = running.get(number);
    if (found == null) {
      throw new SkipException("the service is closed");
    }
    return found;
  }

  private Consumer<JsonWriter> start(
      WorkerSlot slot, WorkerProcess process, long number, ServiceForm form) {
    Running known = running.get(number);
    if (known != null && slot == candidate) {
      return replace(slot, number, form);
    }
    if (known != null) {
      known.service().describeAgainOn(process);
      slot.isReady(process);
      if (slot == pool.main()) {
        sourcesOf(number).subscribeAgain();
      }
      return ports(known.hosted());
    }
    if (slot != pool.main()) {
      return JsonWriter::writeNull;
    }
    if (closing) {
      throw new SkipException("the JVM is ending");
    }
    WorkerService service = new WorkerService(pool, number, form, sourcesOf(number), () -> {});
    ServiceHost.Hosted hosted = host.start(service, form);
    running.put(number, new Running(service, hosted));
    first.complete(hosted.instance());
    return ports(hosted);
  }

  /** Lets the process of a slot take the place of the one that runs, with its code. */
  private Consumer<JsonWriter> replace(WorkerSlot slot, long number, ServiceForm form) {
    WorkerSlot before = pool.main();
    slot.isReady(Objects.requireNonNull(slot.latest(), "it has sent a frame"));
    try {
      ReloadSummary summary = reload(number, form, () -> pool.replaceMain(slot));
      candidate = null;
      before.close();
      sourcesOf(number).subscribeAgain();
      LOGGER.log(
          System.Logger.Level.INFO,
          "reloaded: {0} collections kept, {1} computed again",
          summary.kept().size(),
          summary.computed().size());
    } catch (RuntimeException e) {
      pool.replaceMain(before);
      candidate = null;
      slot.close();
      LOGGER.log(System.Logger.Level.WARNING, NOT_RELOADED + e.getMessage());
      throw e;
    }
    return ports(running(number).hosted());
  }

  /** The sources of a service, also of one that is not running yet: its start may wait for data. */
  private WorkerSources sourcesOf(long number) {
    return sources.computeIfAbsent(number, unknown -> new WorkerSources(unknown, requests));
  }

  private static Consumer<JsonWriter> ports(ServiceHost.Hosted hosted) {
    return answer -> {
      answer.beginObject();
      hosted
          .server()
          .ifPresent(server ->
              answer
                  .name("control")
                  .write(server.controlPort())
                  .name("streaming")
                  .write(server.streamingPort()));
      answer.endObject();
    };
  }

  private ReloadSummary reload(long number, ServiceForm form, Runnable beforeGraph) {
    Running before = running(number);
    WorkerService next = new WorkerService(pool, number, form, sourcesOf(number), beforeGraph);
    ReloadSummary summary = before.hosted().instance().reload(next);
    running.put(number, new Running(next, before.hosted()));
    return summary;
  }

  private Consumer<JsonWriter> close(long number) {
    Running found = running.remove(number);
    if (found != null) {
      found.hosted().close();
    }
    return JsonWriter::writeNull;
  }

  private Consumer<JsonWriter> deliver(long number, JsonArray frame)
      throws InterruptedException, ExecutionException {
    sourcesOf(number)
        .deliver(
            frame.get(3).asString(), ServiceForm.entries(frame.get(4)), frame.get(5).asBoolean())
        .toCompletableFuture()
        .get();
    return JsonWriter::writeNull;
  }

  private Consumer<JsonWriter> use(ServiceInstance service, JsonArray frame) {
    String name = frame.get(3).asString();
    return switch (frame.get(0).asString()) {
      case "update" -> {
        String watermark = service.update(name, ServiceForm.entries(frame.get(4))).toString();
        yield answer -> answer.write(watermark);
      }
      case "command" -> {
        CommandAnswer done = run(service.commands(), frame);
        yield answer ->
            answer
                .beginObject()
                .name("result")
                .write((Object) done.result())
                .name("watermark")
                .write(done.watermark().toString())
                .endObject();
      }
      case "getAll" -> {
        List<Entry<Json, Json>> entries = service.getAll(name, frame.get(4));
        yield answer -> write(entries, answer);
      }
      case "getArray" -> {
        List<Json> values = service.getArray(name, frame.get(4), frame.get(5));
        yield answer -> answer.write((Object) values);
      }
      case "instance" -> {
        service.instantiateResource(name, frame.get(4).asString(), frame.get(5));
        Json number = frame.get(2);
        service.<Json, Json>subscribe(name, update -> notify(number, name, update));
        yield JsonWriter::writeNull;
      }
      case "closeInstance" -> {
        service.closeResourceInstance(name);
        yield JsonWriter::writeNull;
      }
      default -> throw new SkipException("a worker cannot ask for " + frame.get(0));
    };
  }

  private static CommandAnswer run(ServiceCommands commands, JsonArray frame) {
    JsonObject user = frame.get(5) instanceof JsonObject given ? given : null;
    ClientParams params =
        new ClientParams(frame.get(4), Optional.ofNullable(user).map(WorkerServices::principal));
    String name = frame.get(3).asString();
    return frame.size() > 6
        ? commands.run(name, params, frame.get(6).asString())
        : commands.run(name, params);
  }

  private static Principal principal(JsonObject told) {
    return new Principal(
        told.find("issuer").map(Json::asString).orElse(""),
        told.get("subject").asString(),
        told.find("claims").map(claims -> claims.asObject().members()).orElse(Map.of()));
  }

  private void notify(Json number, String instance, CollectionUpdate<Json, Json> update) {
    JsonWriter frame =
        new JsonWriter()
            .beginArray()
            .write("notify")
            .write((Object) number)
            .write(instance)
            .write(update.isInitial())
            .write(update.watermark().toString());
    write(update.values(), frame);
    requests.tell(frame.endArray());
  }

  private static void write(List<Entry<Json, Json>> entries, JsonWriter frame) {
    frame.beginArray();
    for (Entry<Json, Json> entry : entries) {
      frame.beginArray().write((Object) entry.key()).write((Object) entry.values()).endArray();
    }
    frame.endArray();
  }

  /** Ends all services, and then the worker. */
  @Override
  public void close() {
    closing = true;
    List.copyOf(running.keySet()).forEach(this::close);
    pool.close();
    threads.shutdown();
  }
}
