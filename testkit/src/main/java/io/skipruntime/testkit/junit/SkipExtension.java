package io.skipruntime.testkit.junit;

import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.testkit.FakeClock;
import io.skipruntime.testkit.Leaks;
import io.skipruntime.testkit.TestedService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An extension that gives each test of a JUnit class a service of its own, closes it after the
 * test, and fails the test if it leaked something.
 *
 * <pre>{@code
 * @RegisterExtension final SkipExtension skip = SkipExtension.of(GroupsService::new);
 *
 * @Test
 * void friends_areThoseWhoAreActive(TestedService service) { … }
 * }</pre>
 *
 * <p>Streams that a test opens through {@link TestedService} are closed for it. What counts as
 * leaked is what other code has opened and not closed: streams of {@link TestedService#instance},
 * those of instances that were given to {@link #watch}, and the nodes they keep in the graph. Leaks
 * are looked for also when the test has failed, and are then added to its failure.
 *
 * <p>It belongs in a field that is not static; tests of one object that run at the same time need
 * one each.
 */
public final class SkipExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private final @Nullable Supplier<? extends SkipService<?, ?>> factory;
  private final EngineOptions options;
  private final List<Leaks> watched = new ArrayList<>();
  private @Nullable TestedService service;

  private SkipExtension(
      @Nullable Supplier<? extends SkipService<?, ?>> factory, EngineOptions options) {
    this.factory = factory;
    this.options = options;
  }

  /**
   * Starts a service for each test.
   *
   * @param factory makes the service; called before each test
   */
  public static SkipExtension of(Supplier<? extends SkipService<?, ?>> factory) {
    return of(factory, EngineOptions.defaults());
  }

  /** As {@link #of(Supplier)}, with options as {@link TestedService#start} takes them. */
  public static SkipExtension of(
      Supplier<? extends SkipService<?, ?>> factory, EngineOptions options) {
    return new SkipExtension(factory, options);
  }

  /** Starts no service, for tests that {@link #watch} the ones they start. */
  public static SkipExtension watching() {
    return new SkipExtension(null, EngineOptions.defaults());
  }

  /**
   * The service of the test that runs.
   *
   * @throws IllegalStateException if no test runs, or the extension starts no service
   */
  public TestedService service() {
    TestedService running = service;
    if (running == null) {
      throw new IllegalStateException(
          factory == null
              ? "SkipExtension.watching() starts no service; use SkipExtension.of"
              : "there is a service only while a test runs; register the extension in a field"
                  + " with @RegisterExtension");
    }
    return running;
  }

  /**
   * Looks at an instance that was started elsewhere after the test: what is opened in it from now
   * on must be closed by then. The extension does not close it; one that was closed leaks nothing.
   *
   * @param clock the one the instance runs with, so that time can pass until all is idle
   * @return the instance
   */
  public ServiceInstance watch(ServiceInstance instance, FakeClock clock) {
    watched.add(Leaks.since(instance, clock));
    return instance;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (factory != null) {
      service = TestedService.start(factory.get(), options);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    List<Throwable> failures = new ArrayList<>();
    for (Leaks each : watched) {
      collect(each::assertNone, failures);
    }
    watched.clear();
    TestedService running = service;
    service = null;
    if (running != null) {
      collect(running::assertNothingLeaked, failures);
      collect(running::close, failures);
    }
    if (!failures.isEmpty()) {
      report(failures, context);
    }
  }

  private static void collect(Runnable check, List<Throwable> failures) {
    try {
      check.run();
    } catch (AssertionError | RuntimeException e) {
      failures.add(e);
    }
  }

  private static void report(List<Throwable> failures, ExtensionContext context) {
    AssertionError leaked =
        new AssertionError(
            context.getDisplayName() + ": " + failures.getFirst().getMessage(),
            failures.getFirst());
    failures.stream().skip(1).forEach(leaked::addSuppressed);
    throw leaked;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return factory != null && (type == TestedService.class || type == ServiceInstance.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestedService.class
        ? service()
        : service().instance();
  }
}
