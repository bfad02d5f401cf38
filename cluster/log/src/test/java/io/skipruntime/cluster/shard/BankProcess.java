package io.skipruntime.cluster.shard;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.Resources;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.util.List;

/**
 * A node of a {@link BankService} that writes all the time, to an account that it is given and the
 * next one, and says what was acknowledged. It says it, too, if an event has another sum than 0, if
 * a read is older than the write before it, or if a write that is forbidden is accepted.
 */
final class BankProcess {

  private static final int FORBIDDEN_EACH = 10;

  private BankProcess() {}

  private static void watch(ServiceInstance node, String resource) {
    node.instantiateResource(resource, resource, new Resources.NoParameters());
    node.<Long, Long>subscribe(resource, update -> check(update, resource));
  }

  private static void check(CollectionUpdate<Long, Long> update, String resource) {
    for (Entry<Long, Long> each : update.values()) {
      if (!each.values().equals(List.of(0L))) {
        System.out.println("torn: " + resource + " has " + each + " at " + update.watermark());
      }
    }
  }

  private static long balance(ServiceInstance node, long account) {
    return node.<Long>getArray("balances", new Resources.NoParameters(), account).getFirst();
  }

  private static void move(ServiceInstance node, long account, long amount) {
    node.update("accounts", List.of(Entry.of(account, amount), Entry.of(account + 1, -amount)));
  }

  /**
   * Writes until it is killed.
   *
   * @param arguments the address of the logs or the directory of small ones, and the account
   */
  public static void main(String[] arguments) {
    long account = Long.parseLong(arguments[1]);
    ShardCluster cluster = ShardCluster.on(SmallLogs.at(arguments[0]));
    EngineOptions options = EngineOptions.defaults().withCommitOrder(cluster);
    try (ServiceInstance node = ServiceInstance.start(new BankService(), options)) {
      watch(node, "totals");
      watch(node, "sums");
      for (long amount = balance(node, account) + 1; true; amount++) {
        try {
          move(node, account, amount);
          if (balance(node, account) != amount || balance(node, account + 1) != -amount) {
            System.out.println("stale: " + amount);
          }
          System.out.println("written " + amount);
          if (amount % FORBIDDEN_EACH == 0) {
            move(node, account, BankService.FORBIDDEN);
            System.out.println("accepted what is forbidden");
          }
        } catch (ComputationException e) {
          System.out.println("rejected " + e.causeMessage());
        } catch (ClusterUnavailableException | OutcomeUnknownException e) {
          System.out.println("unknown " + amount);
        }
      }
    }
  }
}
