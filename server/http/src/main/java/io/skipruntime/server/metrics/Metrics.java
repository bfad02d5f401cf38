package io.skipruntime.server.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.pending.Pending;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.spi.ProtocolNumber;
import io.skipruntime.server.stream.OpenStreams;
import io.skipruntime.server.stream.StreamCounters;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The page that has all numbers of a server. May be used by any thread. */
public final class Metrics {

  private final List<Consumer<Samples>> numbers;
  private final ProtocolNumbers protocols = new ProtocolNumbers();
  private @Nullable MetricsPage page;

  /**
   * The numbers of a service, its streams, their events and its requests.
   *
   * @param pending what each listener holds of requests and answers on their way
   */
  public Metrics(
      ServiceInstance service,
      OpenStreams streams,
      StreamCounters counters,
      Telemetry telemetry,
      List<Pending> pending) {
    EngineNumbers engine = new EngineNumbers(service);
    ServerNumbers server = new ServerNumbers(service, streams, counters, telemetry);
    PendingNumbers waiting = new PendingNumbers(pending);
    this.numbers = List.of(engine, server, waiting, protocols);
  }

  /** Takes the numbers of other protocols, too, from now on. */
  public void takeFrom(Supplier<List<ProtocolNumber>> source) {
    protocols.takeFrom(source);
  }

  /** The numbers of one moment, without those of the JVM. */
  public MetricSnapshots snapshots() {
    return MetricsPage.snapshots(numbers);
  }

  /** The numbers of one moment of a service that has no server. */
  public static MetricSnapshots snapshotsOf(ServiceInstance service) {
    return MetricsPage.snapshots(List.of(new EngineNumbers(service)));
  }

  /** The page, in the format that the call asks for. */
  public Answer answer(Call call) {
    return page().answer(call.header("Accept").orElse(""));
  }

  /** Made when it is first asked for, since that takes as long as a server takes to start. */
  private synchronized MetricsPage page() {
    MetricsPage made = page == null ? new MetricsPage(numbers) : page;
    page = made;
    return made;
  }
}
