package io.skipruntime.examples.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.SourceStatus;
import io.skipruntime.client.Entrypoint;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.sum.SumService;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteServiceTest {

  private SkipServer sum = start(0, 0);
  private final ServiceInstance service =
      ServiceInstance.start(
          new RemoteService(Entrypoint.local(sum.streamingPort(), sum.controlPort())));

  @AfterEach
  void close() {
    service.close();
    sum.close();
  }

  private static SkipServer start(int control, int streaming) {
    return SkipServer.start(
        new SumService(), ServerOptions.defaults().withPorts(control, streaming));
  }

  private static void write(ServiceInstance to, String input, String key, int number) {
    to.update(input, List.of(Entry.of(key, BigDecimal.valueOf(number))));
  }

  private String read(String resource) {
    return service.<String, BigDecimal>getAll(resource).stream()
        .map(entry -> entry.key() + Json.from(entry.values()))
        .collect(Collectors.joining(" "));
  }

  private void becomes(String resource, String contents, SourceStatus.State state) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!read(resource).equals(contents)
        || service.sourceStatuses().getFirst().state() != state) {
      assertThat(System.nanoTime()).as(resource + ": " + read(resource)).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  @Test
  void sumsThatExceedTheirLimit_areFollowed() {
    write(service, "limits", "x", 10);
    write(sum.instance(), "input1", "x", 7);
    write(sum.instance(), "input1", "free", 1_000);
    becomes("sums", "free[1000] x[7]", SourceStatus.State.LIVE);
    assertThat(read("exceeded")).isEmpty();
    write(sum.instance(), "input2", "x", 4);
    becomes("exceeded", "x[11]", SourceStatus.State.LIVE);
    write(service, "limits", "x", 11);
    assertThat(read("exceeded")).isEmpty();
  }

  @Test
  void sums_stayAsTheyAre_whileTheirServiceIsAway_andConverge() {
    write(sum.instance(), "input1", "x", 7);
    becomes("sums", "x[7]", SourceStatus.State.LIVE);
    int control = sum.controlPort();
    int streaming = sum.streamingPort();
    sum.close();
    becomes("sums", "x[7]", SourceStatus.State.STALE);
    sum = start(control, streaming);
    becomes("sums", "", SourceStatus.State.LIVE);
  }
}
