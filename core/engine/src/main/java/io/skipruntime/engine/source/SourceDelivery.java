package io.skipruntime.engine.source;

import io.skipruntime.ExternalService;
import io.skipruntime.InvalidInputException;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.WrittenEntries;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of some sources of one external service: decoded when it is put, with the types of
 * each source, and then written in one turn. One thread fills it, and commits it.
 *
 * <ul>
 *   <li>{@code parts} has each source once; what is put does not touch a source before the commit.
 * </ul>
 */
final class SourceDelivery implements ExternalService.Delivery, Intake {

  /** The part of a delivery that is of one source. */
  private static final class Part {
    final ExternalSource source;
    boolean replaces;
    WrittenEntries entries = new WrittenEntries(0);
    final Map<Object, String> rejections = new HashMap<>(0);

    Part(ExternalSource source) {
      this.source = source;
    }
  }

  private final IntakeWriter writer;
  private final InstantSource clock;
  private final String service;
  private final ServiceInUse from;
  private final List<Part> parts = new ArrayList<>(1);
  private final IdentityHashMap<ExternalSource, Part> partBySource = new IdentityHashMap<>(2);
  private @Nullable StreamId stream;
  private @Nullable Json position;
  private boolean committed;

  /** A delivery without data, begun by the subscription of a source. */
  SourceDelivery(IntakeWriter writer, InstantSource clock, ExternalSource begunBy) {
    this.writer = writer;
    this.clock = clock;
    this.service = begunBy.resource().service();
    this.from = begunBy.from();
  }

  private Part part(ExternalService.Callbacks of) {
    if (committed) {
      throw new IllegalStateException("the delivery was committed");
    }
    if (!(of instanceof SourceSubscription subscription) || !subscription.isOf(writer, service)) {
      throw new IllegalArgumentException("a delivery is of subscriptions of one external service");
    }
    return part(subscription.source());
  }

  /** What is delivered of a source. */
  private Part part(ExternalSource source) {
    Part part = partBySource.get(source);
    if (part == null) {
      part = new Part(source);
      partBySource.put(source, part);
      parts.add(part);
    }
    return part;
  }

  @Override
  public void replace(ExternalService.Callbacks of) {
    Part part = part(of);
    part.replaces = true;
    part.entries = new WrittenEntries(0);
    part.rejections.clear();
  }

  @Override
  public void put(ExternalService.Callbacks of, Object key, List<?> values) {
    Part part = part(of);
    try {
      Object decodedKey = part.source.decodedKey(key);
      @Nullable ValueList decodedValues = part.source.decodedValues(values);
      part.entries.put(decodedKey, decodedValues);
      part.rejections.remove(decodedKey);
    } catch (DecodeException e) {
      throw new InvalidInputException("an entry of " + part.source.describe(), e.problems());
    }
  }

  @Override
  public void reject(ExternalService.Callbacks of, Object key, String why) {
    Part part = part(of);
    Object known = key;
    try {
      known = part.source.decodedKey(key);
      part.entries.put(known, null);
    } catch (DecodeException notEvenAKey) {
      known = Json.from(key);
    }
    part.rejections.put(known, why);
  }

  /** Says that nothing has changed, though nothing is put. */
  void confirm(ExternalService.Callbacks of) {
    part(of);
  }

  @Override
  public CompletionStage<Void> commit() {
    committed = true;
    for (Part part : parts) {
      part.entries = part.entries.inOrder();
    }
    CompletionStage<Void> shown = writer.deliver(this);
    from.requireInUse();
    for (Part part : parts) {
      if (part.replaces) {
        part.source.arrival().complete(null);
      }
    }
    return shown;
  }

  @Override
  public CompletionStage<Void> commit(String ofStream, Json upTo) {
    stream = new StreamId(service, ofStream);
    position = upTo;
    return commit();
  }

  /** The sources that something was delivered of. */
  List<ExternalSource> sources() {
    return parts.stream().map(part -> part.source).toList();
  }

  /** The position that the delivery leads to; none if it has none. */
  Map<StreamId, Json> positions() {
    return stream == null || position == null ? Map.of() : Map.of(stream, position);
  }

  @Override
  public Effect begin() {
    if (from.isReplaced()) {
      parts.clear();
      return Effect.NONE;
    }
    boolean makesTick = false;
    for (Part part : parts) {
      part.source.add(part.entries, part.replaces);
      makesTick |= part.source.node != null && part.source.hasPending();
    }
    if (makesTick) {
      return Effect.TICK;
    }
    return stream == null ? Effect.NONE : Effect.NOTE;
  }

  @Override
  public void apply(Transaction transaction) {
    for (Part part : parts) {
      part.source.applyPending(transaction);
    }
    transaction.catalog(transaction.catalog().withPositions(positions()));
  }

  @Override
  public CompletionStage<Void> end(
      @Nullable Throwable failure, @Nullable CompletionStage<Void> shown) {
    Instant now = clock.instant();
    CompletableFuture<?>[] told = new CompletableFuture<?>[parts.size()];
    for (int i = 0; i < told.length; i++) {
      Part part = parts.get(i);
      if (shown != null) {
        part.source.report().waitsFor(shown);
      }
      if (failure != null) {
        part.source.refused(failure, now);
      } else {
        accepted(part, now);
      }
      told[i] = part.source.report().allShown();
    }
    CompletableFuture<Void> allTold = CompletableFuture.allOf(told);
    return shown == null ? allTold : shown.runAfterBoth(allTold, () -> {});
  }

  private void accepted(Part part, Instant now) {
    ExternalSource source = part.source;
    if (part.replaces) {
      source.report().rejectedKeys().clear();
    }
    part.entries.forEachKey(source.report().rejectedKeys()::remove);
    part.rejections.forEach(source.report().rejectedKeys()::add);
    if (position != null) {
      source.report().deliveredUpTo(position);
    }
    if (part.replaces) {
      source.live(now);
    } else {
      source.delivered(now);
    }
  }
}
