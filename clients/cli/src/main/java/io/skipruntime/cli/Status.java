package io.skipruntime.cli;

import io.skipruntime.client.BrokerException;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** The command that tells how a service is doing. */
@Command(
    name = "status",
    description =
        "Says whether the service is ready, what is wrong with its sources and sinks, and how large"
            + " it is.",
    footer = {"", "The exit code is 1 if it is not ready."})
final class Status extends ServiceCommand {

  Status(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    var unused = broker.health();
    boolean isReady = true;
    List<String> lines;
    try {
      lines = broker.readiness().lines().toList();
    } catch (BrokerException e) {
      if (e.status() != 503) {
        throw e;
      }
      isReady = false;
      lines = List.of(("not ready: " + e.detail()).split("; "));
    }
    Samples samples = Samples.parse(broker.metrics());
    if (isJson()) {
      terminal().print(json(isReady, lines, samples));
    } else {
      lines.forEach(terminal()::print);
      readable(samples).forEach(terminal()::print);
    }
    return isReady ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private static String json(boolean isReady, List<String> lines, Samples samples) {
    Map<String, Json> numbers = new TreeMap<>();
    samples.of("skip_").forEach((name, value) -> numbers.put(name, number(value)));
    return Json.object(
            Map.of(
                "ready", Json.of(isReady),
                "readiness", Json.array(lines.stream().map(Json::of).toList()),
                "metrics", Json.object(numbers)))
        .toString();
  }

  private static Json number(double value) {
    return Double.isFinite(value) ? Json.of(value) : Json.NULL;
  }

  private static List<String> readable(Samples samples) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "commits      %,.0f, rolled back %,.0f, at tick %,.0f"
            .formatted(
                samples.sum("skip_commits_total"),
                samples.sum("skip_rollbacks_total"),
                samples.sum("skip_watermark_tick")));
    lines.add(
        "streams      %,.0f, followed by %,.0f connections, of which %,.0f do not keep up"
            .formatted(
                samples.sum("skip_streams"),
                samples.sum("skip_subscribers"),
                samples.sum("skip_lagging_subscribers")));
    lines.add(
        "instances    %,.0f, failed %,.0f"
            .formatted(samples.sum("skip_instances"), samples.sum("skip_failed_instances")));
    double sources = samples.sum("skip_sources");
    if (sources > 0) {
      lines.add(
          "sources      %,.0f; keys without a usable value %,.0f; warnings %,.0f"
              .formatted(
                  sources,
                  samples.sum("skip_source_rejected_keys"),
                  samples.sum("skip_source_warnings")));
    }
    double sinks = samples.sum("skip_sink_state");
    if (sinks > 0) {
      lines.add(
          "sinks        %,.0f; keys behind %,.0f, refused %,.0f"
              .formatted(
                  sinks, samples.sum("skip_sink_lag_keys"), samples.sum("skip_sink_refused_keys")));
    }
    if (!samples.of("skip_cluster_usable").isEmpty()) {
      lines.add(
          "cluster      at tick %,.0f of the log, %,.0f behind for %,.1f s; rejected %,.0f; the log is %s%s"
              .formatted(
                  samples.sum("skip_cluster_tick"),
                  samples.sum("skip_cluster_behind"),
                  samples.sum("skip_cluster_behind_seconds"),
                  samples.sum("skip_cluster_rejections_total"),
                  samples.sum("skip_cluster_usable") > 0 ? "there" : "away",
                  samples.sum("skip_cluster_reads_sources") > 0
                      ? "; reads the external sources"
                      : ""));
    }
    samples
        .labelled("skip_async_running", "function")
        .forEach((name, running) -> lines.add(calls(name, running, samples)));
    lines.add("heap         %,.0f MB".formatted(samples.heapUsedBytes() / 1e6));
    samples
        .labelled("skip_collection_entries", "collection")
        .forEach((name, count) -> lines.add("collection   %s: %,.0f keys".formatted(name, count)));
    samples
        .labelled("skip_instances", "resource")
        .forEach(
            (name, count) -> lines.add("resource     %s: %,.0f instances".formatted(name, count)));
    return lines;
  }

  private static String calls(String function, double running, Samples samples) {
    return "calls        %s: %,.0f go on, %,.0f wait, %,.0f are to be made again; %,.0f of %,.0f failed"
        .formatted(
            function,
            running,
            of(function, "skip_async_queued", samples),
            of(function, "skip_async_pausing", samples),
            of(function, "skip_async_failures_total", samples),
            of(function, "skip_async_attempts_total", samples));
  }

  private static double of(String function, String name, Samples samples) {
    return samples.labelled(name, "function").getOrDefault(function, 0.0);
  }
}
