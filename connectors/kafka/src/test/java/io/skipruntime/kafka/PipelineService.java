package io.skipruntime.kafka;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.connect.WebhookSink;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A service with the table that a topic is, and sinks of it: a topic with transactions, one without
 * and a webhook. As a program it runs until it is killed.
 */
final class PipelineService implements SkipService<PipelineService.Inputs, PipelineService.Shared> {

  static final String IN = "in";
  static final String OUT = "out";
  static final String PLAIN = "plain";
  static final String HOOK = "hook";
  private static final String BROKERS = "brokers";

  record Inputs() {}

  record Shared(EagerCollection<String, Long> rows) {}

  private final KafkaOptions options;
  private final URI hook;

  private PipelineService(KafkaOptions options, URI hook) {
    this.options = options;
    this.hook = hook;
  }

  /** Starts the service, or goes on with what a directory has of it. */
  static ServiceInstance start(String bootstrapServers, URI hook, Path directory) {
    KafkaOptions options =
        KafkaOptions.of(bootstrapServers).withCheckMillis(50).withMaxRetryMillis(100);
    return ServiceInstance.start(
        new PipelineService(options, hook),
        EngineOptions.defaults()
            .withCloseMillis(500)
            .withPersistence(Persistence.in(directory).withProgramVersion("1")));
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of(BROKERS, new KafkaService(options, Map.of(IN, TopicTable.of(IN))));
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return Map.of(
        OUT, ResourceSink.of("all", KafkaSink.of(options, OUT).withTransactions()),
        PLAIN, ResourceSink.of("all", KafkaSink.of(options, PLAIN)),
        HOOK, ResourceSink.of("all", WebhookSink.to(hook).allowingPrivateAddresses()));
  }

  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    return new Shared(
        context.useExternalResource(ExternalResource.of(BROKERS, IN, String.class, Long.class)));
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty().and("all", (shared, context) -> shared.rows());
  }

  /** Starts the service as a process of its own, for the caller to kill. */
  static Process launch(String bootstrapServers, URI hook, Path directory) throws Exception {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PipelineService.class.getName(),
                bootstrapServers,
                hook.toString(),
                directory.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Says {@code started}, and runs until the input ends or the process is killed. */
  public static void main(String[] arguments) throws Exception {
    try (ServiceInstance service =
        start(arguments[0], URI.create(arguments[1]), Path.of(arguments[2]))) {
      System.out.println("started");
      while (System.in.read() >= 0) { // none is written
        System.out.println(service.sinks().statuses());
      }
    }
  }
}
