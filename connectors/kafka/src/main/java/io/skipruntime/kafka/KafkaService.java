package io.skipruntime.kafka;

import io.skipruntime.ExternalService;
import io.skipruntime.connect.Feeds;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Topics of a Kafka cluster as collections: a {@link TopicTable} has the last record of each key, a
 * {@link TopicLog} the last records. What one look at the brokers brings is one commit. Records of
 * transactions are there when these are committed, and never if they are aborted; that the records
 * of one transaction in several partitions come in one commit is not promised, since Kafka does not
 * tell which belong together.
 *
 * <p>Each topic that is used has a consumer of its own. It belongs to no group, commits nothing and
 * leaves nothing on the brokers: the position is kept with the data, and a service with a data
 * directory goes on from there. Where that is not possible, because the topic was made again or
 * records are lost, all is read again, and what differs is told.
 *
 * <p>While no broker can be reached the sources are stale, with the reason and their last data. A
 * record that cannot be used is listed in the status of its source, and does not stop others.
 *
 * <p>Thread-safe.
 */
public final class KafkaService implements ExternalService {

  private static final Feeds.Kind KIND = new Feeds.Kind("topic", false);

  private final KafkaOptions options;
  private final Map<String, TopicResource> resources;
  private final KafkaClients clients;
  private final Feeds feeds = new Feeds();

  /** A service with the given resources, by name; nothing is connected until one is needed. */
  public KafkaService(KafkaOptions options, Map<String, ? extends TopicResource> resources) {
    this.options = options;
    this.resources = new TreeMap<>(resources);
    this.clients = new KafkaClients(options);
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    return feeds.start(
        instance,
        KIND,
        resources,
        resource,
        params,
        found -> new TopicFeed(resource, found, clients, options, callbacks));
  }

  @Override
  public void unsubscribe(String instance) {
    feeds.stop(instance);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return feeds.close().whenComplete((none, failure) -> clients.close());
  }
}
