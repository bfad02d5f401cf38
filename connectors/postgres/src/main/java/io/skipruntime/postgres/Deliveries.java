package io.skipruntime.postgres;

import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.InvalidInputException;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import io.skipruntime.postgres.TableSubscription.Aside;
import io.skipruntime.postgres.TableSubscription.Stage;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The way of commits into the service: each is one delivery, with the position after it. The server
 * is told that it may forget a commit when the service has made it durable. For the feed's thread.
 *
 * <ul>
 *   <li>{@code held} has the changes that the service has refused, because a function failed; they
 *       go with the next commit, in one delivery
 *   <li>{@code noted} is the last position that was given to the service, to be kept
 *   <li>{@code handled} is the position before which all commits were given to the service or held;
 *       it is ahead of {@code noted} after commits that have changed no table that is followed
 * </ul>
 */
final class Deliveries implements AutoCloseable {

  private final FeedState feed;
  private final Tables tables;
  private final SlotStream stream;
  private final Flights flights = new Flights();
  private final Map<TableSubscription, TableChanges> held = new HashMap<>();
  private long noted;
  private long handled;
  private boolean isResumed;

  Deliveries(FeedState feed, Tables tables, SlotStream stream) {
    this.feed = feed;
    this.tables = tables;
    this.stream = stream;
    this.isResumed = !tables.in(Stage.FOLLOWED).isEmpty();
  }

  /** Delivers a commit; changes of tables that are being read are put aside. */
  void commit(PgOutput.Commit commit, Map<TableSubscription, TableChanges> changes)
      throws SourceException {
    changes.forEach((table, change) -> {
      if (table.stage() == Stage.LOADING) {
        table.aside().add(new Aside(commit.lsn(), change));
      } else if (table.stage() == Stage.FOLLOWED) {
        hold(table, change);
      }
    });
    deliver(commit.endLsn());
  }

  /** Adds changes to those that were refused; where there are none, the changes are not copied. */
  private void hold(TableSubscription table, TableChanges change) {
    TableChanges before = held.putIfAbsent(table, change);
    if (before != null) {
      before.add(change);
    }
  }

  /** Delivers what was refused again, if there is anything. */
  void retry() throws SourceException {
    if (!held.isEmpty()) {
      deliver(handled);
    }
  }

  private void deliver(long lsn) throws SourceException {
    handled = Math.max(handled, lsn);
    held.keySet()
        .removeIf(table -> table.stage() != Stage.FOLLOWED || !tables.all().contains(table));
    if (held.isEmpty()) {
      flights.addEmpty(lsn, stream.isTemporary());
      land();
      return;
    }
    Delivery delivery = tables.all().getFirst().callbacks().begin();
    putHeld(delivery);
    try {
      give(delivery, lsn);
      held.clear();
    } catch (RuntimeException refused) {
      // The service has told the tables' status; the changes go with the next delivery.
      System.getLogger(Deliveries.class.getName())
          .log(System.Logger.Level.DEBUG, "a commit was refused", refused);
    }
    land();
  }

  private void give(Delivery delivery, long lsn) {
    noted = Math.max(noted, lsn);
    Place server = stream.server();
    CompletionStage<Void> stage =
        delivery.commit(
            Place.STREAM,
            new Place(server.system(), server.timeline(), lsn, server.slot(), Map.of())
                .json(tables.fingerprints()));
    CompletableFuture<Void> shown = stage.toCompletableFuture();
    flights.add(lsn, true, shown);
    if (!tables.isReading()) {
      var unused = shown.thenRun(() -> feed.shown(lsn));
    }
  }

  private void putHeld(Delivery delivery) throws SourceException {
    for (Map.Entry<TableSubscription, TableChanges> entry : held.entrySet()) {
      TableSubscription table = entry.getKey();
      if (entry.getValue().isTruncated()) {
        delivery.replace(table.callbacks());
        table.forgetAllUnusable();
      }
      for (Map.Entry<Json, Optional<Row>> change : entry.getValue().rows().entrySet()) {
        Row row = change.getValue().orElse(null);
        if (row != null && !row.isComplete()) {
          change.setValue(Optional.of(completed(table, row)));
        }
      }
      for (Map.Entry<Json, Optional<Row>> change : entry.getValue().rows().entrySet()) {
        put(delivery, table, change.getKey(), change.getValue().orElse(null));
      }
    }
  }

  private Row completed(TableSubscription table, Row row) throws SourceException {
    Row before = table.current(row.base());
    if (before == null) {
      throw feed.reload("a row of " + table.name() + " that was changed is not there");
    }
    return row.over(before);
  }

  private void put(Delivery delivery, TableSubscription table, Json key, @Nullable Row row)
      throws SourceException {
    if (row == null) {
      table.forgetUnusable(key);
      delivery.put(table.callbacks(), key, List.of());
      return;
    }
    String problem = row.problem();
    if (problem == null) {
      try {
        delivery.put(table.callbacks(), key, List.of(table.mapping().value(row)));
        table.forgetUnusable(key);
        return;
      } catch (InvalidInputException e) {
        problem = SourceException.messageOf(e);
      }
    }
    delivery.reject(table.callbacks(), key, problem);
    if (!table.noteUnusable(key, row)) {
      throw feed.reload("too many rows of " + table.name() + " do not fit");
    }
  }

  /**
   * Lets tables in that were read, with what has changed since.
   *
   * @param passed position before which all commits are handled
   */
  void enter(TableLoad load, long passed) throws SQLException, SourceException {
    Delivery delivery = load.delivery();
    for (TableSubscription table : load.tables()) {
      table.forgetAllUnusable();
      load.rejected(table).forEach(table::noteUnusable);
      TableChanges since = new TableChanges();
      for (Aside aside : table.aside()) {
        if (aside.lsn() >= load.boundary()) {
          since.add(aside.changes());
        }
      }
      if (since.isTruncated()) {
        delivery.replace(table.callbacks());
      }
      for (Map.Entry<Json, Optional<Row>> change : since.rows().entrySet()) {
        Row row = change.getValue().orElse(null);
        if (row != null && !row.isComplete()) {
          Optional<Row> before = load.before(table, row);
          if (before.isEmpty()) {
            throw feed.reload("a row of " + table.name() + " that was changed was not read");
          }
          row = row.over(before.get());
        }
        put(delivery, table, change.getKey(), row);
      }
    }
    putHeld(delivery);
    load.tables().forEach(table -> table.become(Stage.FOLLOWED));
    tables.print();
    handled = Math.max(handled, passed);
    try {
      give(delivery, passed);
    } catch (RuntimeException refused) {
      throw feed.reload("the service refuses them: " + SourceException.messageOf(refused));
    }
    held.clear();
    load.tables().forEach(table -> table.loaded().complete(null));
    feed.reloaded();
    land();
  }

  /** Notes that there is nothing before a position that was not handled. */
  void idle(long lsn, boolean isAnswerWanted) {
    land();
    if (!flights.isEmpty() || !held.isEmpty() || lsn < handled) {
      return;
    }
    handled = lsn;
    if (stream.isTemporary() || tables.in(Stage.FOLLOWED).isEmpty()) {
      stream.confirm(lsn);
      showUpTo(lsn);
    } else if (isAnswerWanted && lsn > noted) {
      give(tables.all().getFirst().callbacks().begin(), lsn);
    } else {
      showUpTo(lsn);
    }
  }

  /**
   * Says that tables which went on where they were are current, when the stream has come to now.
   */
  void confirmResumed(long passed) {
    if (isResumed && passed >= stream.server().lsn()) {
      isResumed = false;
      for (TableSubscription table : tables.in(Stage.FOLLOWED)) {
        var unused = table.callbacks().update(List.of(), false);
      }
    }
  }

  /** Says what subscribers can see, unless they see tables that are being read again. */
  private void showUpTo(long lsn) {
    if (!tables.isReading()) {
      feed.shown(lsn);
    }
  }

  /** Tells the server what is durable. */
  void land() {
    boolean wasEmpty = flights.isEmpty();
    OptionalLong landed = flights.landed();
    landed.ifPresent(stream::confirm);
    if (!wasEmpty && flights.isEmpty() && held.isEmpty()) {
      showUpTo(handled);
    }
  }

  @Override
  public void close() {
    flights.await();
  }
}
