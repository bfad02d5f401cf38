package io.skipruntime.examples.demo;

import io.skipruntime.client.Entrypoint;
import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.engine.RecentCommits;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The auction on the network, which can be stopped and started again at the same addresses with the
 * data that it had. Thread-safe.
 *
 * <ul>
 *   <li>Its data are in the directory that the options name; if they name none, in one of its own,
 *       which is deleted at the end.
 *   <li>{@code commits} hears of what runs, in each server that is started.
 * </ul>
 */
final class DemoServer implements AutoCloseable {

  private static final int MOST_COMMITS = 1_000;

  private final RecentCommits commits;
  private final Optional<Path> ownDirectory;
  private final ServerOptions options;
  private volatile SkipServer server;

  private DemoServer(
      RecentCommits commits,
      Optional<Path> ownDirectory,
      ServerOptions options,
      SkipServer server) {
    this.commits = commits;
    this.ownDirectory = ownDirectory;
    this.options = options;
    this.server = server;
  }

  /**
   * Starts the auction.
   *
   * @throws IOException if there is no place for its data
   */
  static DemoServer start(ServerOptions given) throws IOException {
    RecentCommits commits = new RecentCommits(MOST_COMMITS, InstantSource.system());
    Optional<Path> directory =
        given.dataDirectory().isPresent()
            ? Optional.empty()
            : Optional.of(Files.createTempDirectory("skip-demo"));
    ServerOptions options =
        directory
            .map(each -> given.withDataDirectory(each.resolve("data").toString()))
            .orElse(given)
            .withEngine(given.engine().withListener(commits));
    try {
      SkipServer first = SkipServer.start(new LiveAuctionService(), options);
      return new DemoServer(
          commits, directory, options.withPorts(first.controlPort(), first.streamingPort()), first);
    } catch (RuntimeException e) {
      directory.ifPresent(DemoServer::delete);
      throw e;
    }
  }

  /** What has run in the last transactions. */
  RecentCommits commits() {
    return commits;
  }

  /** The service that runs, or ran last. */
  ServiceInstance instance() {
    return server.instance();
  }

  int controlPort() {
    return options.controlPort();
  }

  int streamingPort() {
    return options.streamingPort();
  }

  /** A client of the control listener, on this machine; to be closed by the caller. */
  SkipServiceBroker broker() {
    return new SkipServiceBroker(Entrypoint.local(streamingPort(), controlPort()));
  }

  /** Stops the service in an orderly way, and starts it again with the data that it had. */
  synchronized void restart() {
    server.close();
    server = SkipServer.start(new LiveAuctionService(), options);
  }

  @Override
  public synchronized void close() {
    server.close();
    ownDirectory.ifPresent(DemoServer::delete);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the data of the demo", e);
    }
  }
}
