package io.skipruntime.engine;

import io.skipruntime.ExternalService;
import io.skipruntime.SkipService;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The reload of a service: one at a time. What a reload replaces is released when the new code is
 * in its place, and what a refused one brought is released, too: external services and sinks.
 * Thread-safe.
 */
final class ServiceReload {

  private final ServiceParts parts;
  private final ReentrantLock lock = new ReentrantLock();

  /** A reload of the service that has these parts. */
  ServiceReload(ServiceParts parts) {
    this.parts = parts;
  }

  /** Replaces the code of the service; see {@link ServiceInstance#reload}. */
  ReloadSummary carryOut(SkipService<?, ?> service) {
    lock.lock();
    try {
      return replaceBy(service);
    } finally {
      lock.unlock();
    }
  }

  private ReloadSummary replaceBy(SkipService<?, ?> service) {
    @Nullable ServiceDefinition read = null;
    try {
      if (parts.ordered().isPresent()) {
        throw OrderedCommits.reloadRefusal();
      }
      ServiceDefinition next = ServiceDefinition.of(service);
      read = next;
      ReloadSummary summary = parts.runner().writing(transaction -> build(next, transaction));
      release(Map.of());
      parts.sinks().define(next);
      return summary;
    } catch (RuntimeException | Error e) {
      release(RefusedServices.of(service, read, e));
      throw e;
    }
  }

  private ReloadSummary build(ServiceDefinition next, Transaction transaction) {
    TransactionRunner runner = parts.runner();
    ServiceGraph graph = parts.graph();
    transaction.onFailure(
        failures -> runner.instances().isolateFailedBefore(failures, transaction));
    Set<Node> before = graph.allNodes();
    Map<String, Integer> setAsideBefore = graph.setAside();
    graph.build(next, transaction);
    int ended = graph.rebuildInstances(transaction);
    transaction.afterCommit(parts.leased()::endOfClosedInstances);
    return ReloadSummary.of(graph, before, setAsideBefore, ended);
  }

  /** Releases what is not used now, and waits until the services in use have been subscribed. */
  private void release(Map<String, ExternalService> refused) {
    long millis = parts.options().waitMillis();
    try {
      parts.runner().sources().replaceServices(refused).get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      System.getLogger(ServiceReload.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "an external service takes longer than {0} ms to end or begin subscriptions; the"
                  + " reload does not wait for it",
              millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
