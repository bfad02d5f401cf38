package io.skipruntime.files;

import io.skipruntime.ExternalService;
import io.skipruntime.connect.Feeds;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Files whose lines are entries, and directories of such files. What is appended is delivered, all
 * that is there at a time at once; a file that was replaced, cut or edited is read again. While a
 * file is not there or cannot be read its source is stale, with the reason and its last data. Lines
 * without a usable key or value are listed in the status of the source, with file and number.
 *
 * <p>Thread-safe.
 */
public final class FilesService implements ExternalService {

  private static final Feeds.Kind KIND = new Feeds.Kind("files", true);

  private final Map<String, FileResource> resources;
  private final Feeds feeds = new Feeds();

  /** A service with the given resources, by name. */
  public FilesService(Map<String, FileResource> resources) {
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
        files -> new FileFeed(resource, files, callbacks));
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
