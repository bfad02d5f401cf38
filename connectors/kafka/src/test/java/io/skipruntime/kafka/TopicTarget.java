package io.skipruntime.kafka;

import io.skipruntime.Entry;
import io.skipruntime.Sink;
import io.skipruntime.testkit.adapter.Ability;
import io.skipruntime.testkit.adapter.TestedSink;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A topic as the target of a sink.
 *
 * @param canBeAway whether the broker may be stopped
 */
record TopicTarget(Cluster cluster, String name, boolean isTransactional, boolean canBeAway)
    implements TestedSink {

  private static final int TOO_LONG = 2_000_000;

  @Override
  public Sink sink() {
    KafkaSink sink = KafkaSink.of(cluster.options(), name);
    return isTransactional ? sink.withTransactions() : sink;
  }

  @Override
  public Map<String, Long> contents() {
    return Fold.numbers(cluster, name);
  }

  @Override
  public void putByHand(String key, long number) {
    cluster.send(name, key, Long.toString(number));
  }

  @Override
  public Set<Ability> abilities() {
    Set<Ability> abilities = new HashSet<>(Set.of(Ability.REFUSE));
    if (isTransactional) {
      abilities.add(Ability.POSITION);
    }
    if (canBeAway) {
      abilities.add(Ability.OUTAGE);
    }
    return abilities;
  }

  @Override
  public void interrupt() {
    cluster.stopBroker(0);
  }

  @Override
  public void restore() {
    cluster.startBroker(0);
  }

  @Override
  public Entry<String, Long> refused() {
    return Entry.of("x".repeat(TOO_LONG), 1L);
  }

  @Override
  public boolean isOwn(Thread thread) {
    String name = thread.getName();
    return name.startsWith("skip-")
        || name.startsWith("kafka-producer-network-thread")
        || name.startsWith("kafka-admin-client-thread");
  }

  @Override
  public void remove() throws Exception {
    cluster.delete(name);
    if (cluster.hasTopic(name + "-skip-position")) {
      cluster.delete(name + "-skip-position");
    }
  }
}
