package io.skipruntime.engine;

import io.skipruntime.ResourceSink;
import io.skipruntime.SinkPosition;
import io.skipruntime.SinkStatus;
import io.skipruntime.SkipException;
import io.skipruntime.UnknownSinkException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.ServiceDefinition;
import io.skipruntime.engine.graph.Catalog;
import io.skipruntime.engine.sink.SinkFeeds;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sinks of a running service. What their targets have acknowledged is recorded by the journal,
 * if there is one, as positions of streams, without waiting for it: what is lost of that after a
 * crash is delivered again. Thread-safe.
 */
public final class ServiceSinks {

  /** The external service, by name, that the positions of sinks are recorded for; there is none. */
  private static final String SERVICE = "skip/sinks";

  private final TransactionRunner runner;
  private final LeasedInstances leased;
  private final EngineOptions options;
  private final SinkFeeds feeds;

  ServiceSinks(
      TransactionRunner runner, LeasedInstances leased, String epoch, EngineOptions options) {
    this.runner = runner;
    this.leased = leased;
    this.options = options;
    this.feeds =
        new SinkFeeds(
            (name, sink) ->
                new SinkContents(
                    runner,
                    leased,
                    epoch,
                    options.clock(),
                    LeasedInstances.identifierOfSink(name),
                    sink),
            this::record,
            options.clock());
  }

  /** Begins with what the journal has. */
  void begin(ServiceDefinition definition) {
    Map<String, SinkPosition> restored = new HashMap<>();
    Catalog.of(runner.graph().version())
        .positions()
        .forEach((stream, position) -> {
          if (stream.service().equals(SERVICE) && position instanceof JsonString text) {
            SinkPosition.parse(text.value()).ifPresent(each -> restored.put(stream.stream(), each));
          }
        });
    feeds.restore(restored);
    define(definition);
  }

  /** Feeds the sinks of a definition from now on. */
  void define(ServiceDefinition definition) {
    Map<String, ResourceSink> sinks = options.sinks() ? definition.sinks() : Map.of();
    leased.endOfSinksExcept(sinks.keySet());
    feeds.define(sinks);
  }

  private void record(String name, SinkPosition position) {
    Map<StreamId, Json> positions = Map.of(stream(name), Json.of(position.toString()));
    try {
      runner.append(millis -> new JournalRecord.Noted(millis, List.of(), List.of(), positions));
    } catch (SkipException e) {
      System.getLogger(ServiceSinks.class.getName())
          .log(System.Logger.Level.DEBUG, "the position of the sink " + name + " is not kept", e);
    }
  }

  private static StreamId stream(String name) {
    return new StreamId(SERVICE, name);
  }

  /** The positions that were acknowledged last, as a journal keeps them. */
  Map<StreamId, Json> positions() {
    Map<StreamId, Json> positions = new HashMap<>();
    feeds
        .acknowledged()
        .forEach((name, position) -> positions.put(stream(name), Json.of(position.toString())));
    return positions;
  }

  /** How the sinks are doing, in the order of their definition. */
  public List<SinkStatus> statuses() {
    return feeds.statuses();
  }

  /**
   * Gives the target of a sink everything again, so that it has that and nothing else: after it was
   * changed by hand, for example. Starts a sink again that has failed for good. Returns at once.
   *
   * @throws UnknownSinkException if there is none of the name
   */
  public void resync(String name) {
    runner.requireSound();
    feeds.resync(name);
  }

  /** Ends the sinks; those whose targets can be written to bring these up to date first. */
  void close() {
    feeds.close(options.closeMillis());
  }
}
