package io.skipruntime.redis;

import io.skipruntime.ExternalService;
import io.skipruntime.connect.Feeds;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Streams of a Redis server as collections: a {@link StreamTable} has the last record of each key.
 * What one look at the stream brings, at most 1,000 records, is one commit.
 *
 * <p>Each stream that is used has a connection of its own. It belongs to no consumer group, and
 * leaves nothing on the server: the position is kept with the data, and a service with a data
 * directory goes on from there. Where that is not possible, because records were trimmed before
 * they were read or the stream was made again, all is read again.
 *
 * <p>While the server cannot be reached, or the stream is not there any more, the source is stale,
 * with the reason and its last data. A record that cannot be used is listed in the status of its
 * source, and does not stop others.
 *
 * <p>Thread-safe.
 */
public final class RedisService implements ExternalService {

  private static final Feeds.Kind KIND = new Feeds.Kind("stream", false);

  private final RedisOptions options;
  private final Map<String, StreamTable> resources;
  private final Feeds feeds = new Feeds();

  /** A service with the given resources, by name; nothing is connected until one is needed. */
  public RedisService(RedisOptions options, Map<String, StreamTable> resources) {
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
        found -> new StreamFeed(resource, found, options, callbacks));
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
