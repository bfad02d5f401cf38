package io.skipruntime.cluster.kafka;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.CommitLogProvider;
import java.util.function.Supplier;

/** Logs in topics of Kafka, at addresses such as {@code kafka://HOST:PORT,HOST:PORT/TOPIC}. */
public final class KafkaLogProvider implements CommitLogProvider {

  /** For the service loader. */
  public KafkaLogProvider() {}

  @Override
  public String scheme() {
    return TopicAddress.SCHEME;
  }

  @Override
  public Supplier<CommitLog> at(String address) {
    TopicAddress parsed = TopicAddress.parse(address);
    return () -> KafkaLog.open(parsed);
  }

  @Override
  public String beside(String address, String name) {
    return TopicAddress.parse(address).beside(name).address();
  }
}
