package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.ServiceBrokenException;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Errors of the machine in functions of a service. */
final class MachineErrorsTest {

  record Inputs(EagerCollection<String, Long> numbers) {}

  /** Asks for as many bytes as the number says, or for stack without end where it is negative. */
  private record Allocating(long least) implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String key, Values<Long> values, Emitter<String, Long> out) {
      long number = values.getUnique();
      if (number >= least) {
        out.emit(key, (long) new byte[(int) number].length);
      } else {
        out.emit(key, number < 0 ? deeper(number) : number);
      }
    }

    private static long deeper(long number) {
      return number == 0 ? 0 : 1 + deeper(number - 1);
    }
  }

  record Own(long least) implements Resource<Inputs> {
    @Override
    public EagerCollection<String, Long> instantiate(Inputs in, Context context) {
      return in.numbers().map(new Allocating(least));
    }
  }

  private static final class Service implements SkipService<Inputs, Inputs> {
    private final boolean allocatesForAll;

    Service(boolean allocatesForAll) {
      this.allocatesForAll = allocatesForAll;
    }

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      return allocatesForAll ? new Inputs(inputs.numbers().map(new Allocating(1))) : inputs;
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.<Inputs>empty()
          .and("all", (in, context) -> in.numbers())
          .and("own", Long.class, Own::new);
    }
  }

  private TestServer server = new TestServer(new Service(false), ServerOptions.defaults());

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> write(long number) {
    return server.patch("/v1/inputs/numbers", "[[\"a\",[" + number + "]]]");
  }

  private static String type(HttpResponse<String> response) {
    return TestServer.problem(response).get("type").asString();
  }

  @Test
  void errorOfAnInstancesOwnFunction_isNoConcernOfWritersAndOthers() {
    for (long number : new long[] {Integer.MAX_VALUE, -1}) {
      assertThat(write(5).statusCode()).isEqualTo(200);
      assertThat(server.post("/v1/snapshot/own", "10").body()).isEqualTo("[[\"a\",[5]]]");
      assertThat(write(number).statusCode()).isEqualTo(200);
      assertThat(type(server.post("/v1/snapshot/own", "10"))).isEqualTo("computation-failed");
      assertThat(server.post("/v1/snapshot/all", "null").body())
          .isEqualTo("[[\"a\",[" + number + "]]]");
      assertThat(server.get(server.control("/readyz")).statusCode()).isEqualTo(200);
    }
    assertThat(write(6).statusCode()).isEqualTo(200);
    assertThat(server.post("/v1/snapshot/own", "10").body()).isEqualTo("[[\"a\",[6]]]");
  }

  @Test
  void serviceThatIsBroken_refusesEverything_isNotReady_andItsListenerIsToldOnce() {
    server.close();
    List<ServiceBrokenException> told = new CopyOnWriteArrayList<>();
    server =
        new TestServer(
            new Service(false),
            ServerOptions.defaults()
                .withEngine(EngineOptions.defaults().withBrokenListener(told::add)));
    assertThat(write(7).statusCode()).isEqualTo(200);
    for (int i = 0; i < 2; i++) {
      server.server().instance().health().breakDown(new OutOfMemoryError("of a test"));
      for (HttpResponse<String> refused :
          List.of(write(8), server.post("/v1/snapshot/all", "null"))) {
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(type(refused)).isEqualTo("broken");
      }
      assertThat(server.get(server.control("/readyz")).statusCode()).isEqualTo(503);
    }
    assertThat(told)
        .singleElement()
        .satisfies(each -> assertThat(each).hasRootCauseMessage("of a test"));
  }

  @Test
  void errorOfASharedFunction_rejectsTheWrite_andNothingHasChanged() {
    server.close();
    server = new TestServer(new Service(true), ServerOptions.defaults());
    assertThat(write(7).statusCode()).isEqualTo(200);
    for (long number : new long[] {Integer.MAX_VALUE, -1}) {
      HttpResponse<String> refused = write(number);
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(type(refused)).isEqualTo("computation-failed");
      assertThat(server.post("/v1/snapshot/all", "null").body()).isEqualTo("[[\"a\",[7]]]");
    }
    assertThat(server.server().instance().health().broken()).isEmpty();
  }
}
