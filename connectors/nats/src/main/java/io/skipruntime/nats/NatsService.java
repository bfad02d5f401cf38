package io.skipruntime.nats;

import io.skipruntime.ExternalService;
import io.skipruntime.connect.Feeds;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Key-value buckets of NATS JetStream as collections. What is there at one look, at most 1,000
 * changes, is one commit.
 *
 * <p>Each bucket that is used has a connection of its own, and leaves nothing on the server: the
 * position is kept with the data, and a service with a data directory goes on from there. Where
 * that is not possible, because the bucket was made again, or deletions may be forgotten, all is
 * read again.
 *
 * <p>While no server can be reached, or the bucket is not there any more, the source is stale, with
 * the reason and its last data. A value that cannot be used is listed in the status of its source,
 * and does not stop others.
 *
 * <p>Thread-safe.
 */
public final class NatsService implements ExternalService {

  private static final Feeds.Kind KIND = new Feeds.Kind("bucket", false);

  private final NatsOptions options;
  private final Map<String, BucketTable> resources;
  private final Feeds feeds = new Feeds();

  /** A service with the given resources, by name; nothing is connected until one is needed. */
  public NatsService(NatsOptions options, Map<String, BucketTable> resources) {
    this.options = options;
    this.resources = new TreeMap<>(resources);
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
        found -> new BucketFeed(resource, found, options, callbacks));
  }

  @Override
  public void unsubscribe(String instance) {
    feeds.stop(instance);
  }

  @Override
  public CompletionStage<Void> shutdown() {
    return feeds.close();
  }
}
