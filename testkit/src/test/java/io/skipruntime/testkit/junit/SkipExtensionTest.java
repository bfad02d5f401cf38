package io.skipruntime.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.testkit.FakeClock;
import io.skipruntime.testkit.TestedService;
import io.skipruntime.testkit.TestedStream;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the classes within, which are no tests of the build, as they are to fail in part. */
class SkipExtensionTest {

  record Inputs(EagerCollection<Long, String> names) {}

  static final class Names implements SkipService<Inputs, Inputs> {

    record First(int limit) implements Resource<Inputs> {
      @Override
      public EagerCollection<Long, String> instantiate(Inputs in, Context context) {
        return in.names().take(limit);
      }
    }

    @Override
    public Resources<Inputs> resources() {
      return Resources.of("first", Integer.class, First::new);
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  static final class WithService {
    @RegisterExtension final SkipExtension skip = SkipExtension.of(Names::new);

    @Test
    void streamOfTheKit_isClosedForTheTest(TestedService service) {
      TestedStream<Long, String> stream = service.<Long, String>resource("first", 1).subscribe();
      stream.assertInit();
      service.write("names", Entry.of(1L, "Ann"));
      stream.assertUpdate(Entry.of(1L, "Ann"));
      assertThat(skip.service()).isSameAs(service);
    }

    @Test
    void eachTest_hasAServiceOfItsOwn(TestedService service, ServiceInstance instance) {
      service.assertInput("names");
      assertThat(service.instance()).isSameAs(instance);
      service.write("names", Entry.of(2L, "Bo"));
    }

    @Test
    void forgottenStream_failsTheTest(ServiceInstance instance) {
      instance.instantiateResource("forgotten", "first", 1);
    }

    @Test
    void forgottenSubscription_failsTheTest(ServiceInstance instance) {
      instance.instantiateResource("forgotten", "first", 1);
      instance.subscribe("forgotten", update -> {});
    }

    @Test
    void failingTest_failsWithItsOwnFailure(TestedService service) {
      service.instance().instantiateResource("forgotten", "first", 1);
      service.assertInput("names", Entry.of(1L, "Ann"));
    }
  }

  static final class WithWatchedInstances {
    @RegisterExtension final SkipExtension skip = SkipExtension.watching();
    private final FakeClock clock = new FakeClock();

    private ServiceInstance start() {
      return skip.watch(
          ServiceInstance.start(new Names(), EngineOptions.defaults().withClock(clock)), clock);
    }

    @Test
    void closedService_leaksNothing() {
      try (ServiceInstance instance = start()) {
        instance.instantiateResource("a", "first", 1);
      }
    }

    @Test
    void closedStream_leaksNothing() {
      ServiceInstance instance = start();
      instance.instantiateResource("a", "first", 1);
      instance.closeResourceInstance("a");
    }

    @Test
    void forgottenSubscription_failsTheTest() {
      ServiceInstance instance = start();
      instance.instantiateResource("a", "first", 1);
      instance.subscribe("a", update -> {});
    }
  }

  private static Map<String, String> run(Class<?> tests) {
    Map<String, String> results = new TreeMap<>();
    LauncherFactory.create()
        .execute(
            request().selectors(selectClass(tests)).build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  results.put(
                      test.getDisplayName().replaceFirst("\\(.*", ""),
                      result
                          .getThrowable()
                          .map(failure -> String.valueOf(failure.getMessage()))
                          .orElse("passed"));
                }
              }
            });
    return results;
  }

  @Test
  void leaks_failTheTestThatMadeThem() {
    Map<String, String> results = run(WithService.class);
    assertThat(results)
        .hasSize(5)
        .containsEntry("streamOfTheKit_isClosedForTheTest", "passed")
        .containsEntry("eachTest_hasAServiceOfItsOwn", "passed");
    assertThat(results.get("forgottenStream_failsTheTest"))
        .contains("the service leaks:\n  1 stream was opened with instantiateResource")
        .doesNotContain("has a subscription");
    assertThat(results.get("forgottenSubscription_failsTheTest"))
        .contains("1 of them has a subscription that nobody closed")
        .contains("1 node is left");
    assertThat(results.get("failingTest_failsWithItsOwnFailure"))
        .startsWith("input names has other contents");
  }

  @Test
  void leaks_areFoundInWatchedInstances() {
    Map<String, String> results = run(WithWatchedInstances.class);
    assertThat(results)
        .hasSize(3)
        .containsEntry("closedService_leaksNothing", "passed")
        .containsEntry("closedStream_leaksNothing", "passed");
    assertThat(results.get("forgottenSubscription_failsTheTest")).contains("has a subscription");
  }
}
