package io.skipruntime.cluster.shard;

/** A process that computes the shards of a {@link BankService} over {@link SmallLogs}. */
final class BankShards {

  private BankShards() {}

  /**
   * Computes until it is killed.
   *
   * @param arguments the directory of the logs, and how many shards there are
   */
  public static void main(String[] arguments) {
    try (ShardComputation computation =
        ShardComputation.start(
            new BankService(),
            SmallLogs.at(arguments[0]),
            Integer.parseInt(arguments[1]),
            "",
            tick -> System.out.println("computing after tick " + tick))) {
      computation.await();
    }
  }
}
