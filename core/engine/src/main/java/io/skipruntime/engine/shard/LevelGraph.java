package io.skipruntime.engine.shard;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.ContributingOperator;
import io.skipruntime.engine.operator.ContributionNode;
import io.skipruntime.engine.operator.GatherNode;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.operator.OwnedNode;
import io.skipruntime.engine.operator.Rebuilding;
import io.skipruntime.engine.operator.ShardedOperator;
import io.skipruntime.engine.operator.TakeNode;
import io.skipruntime.engine.operator.WrittenEntries;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one level of one shard: those that are written with what comes from below, and over
 * them the operators that are computed there. They are built in a transaction, over what has come
 * until then.
 *
 * <ul>
 *   <li>{@code parts} has, by collection, the node with the entries whose keys the shard owns.
 *   <li>{@code copies} has the nodes with all entries, for the functions that look them up.
 *   <li>{@code wholes} has, by feed, the nodes with all entries of what is computed on this shard
 *       alone.
 * </ul>
 */
final class LevelGraph {

  private final Plan plan;
  private final int level;
  private final int index;
  private final int shards;
  private final Routing routing;
  private final Map<Integer, CollectionNode> parts = new HashMap<>();
  private final Map<Integer, Node> copies = new HashMap<>();
  private final Map<Feed, CollectionNode> wholes = new HashMap<>();
  private final Map<Integer, ContributionNode> contributions = new HashMap<>();
  private final Map<Integer, CollectionNode> candidates = new HashMap<>();
  private final Map<Feed, InputNode> written = new LinkedHashMap<>();
  private final Map<Feed, GatherNode> gathered = new LinkedHashMap<>();

  /** Builds the nodes, filled with what waits. */
  LevelGraph(
      Plan plan, int level, int index, int shards, Backlog backlog, Transaction transaction) {
    this.plan = plan;
    this.level = level;
    this.index = index;
    this.shards = shards;
    this.routing = new Routing(plan, shards);
    for (Feed feed : plan.feeds()) {
      if (feed.to() == level) {
        receive(feed, backlog, transaction);
      }
    }
    plan.collections().forEach(each -> build(each, transaction));
  }

  private void receive(Feed feed, Backlog backlog, Transaction transaction) {
    CollectionNode planned = (CollectionNode) plan.node(feed.collection());
    if (feed.role() == Role.CONTRIB) {
      GatherNode node = hold(new GatherNode(planned, backlog.contributions(feed)), transaction);
      gathered.put(feed, node);
      return;
    }
    if (feed.role() == Role.WHOLE && routing.home(feed.home()) != index) {
      return;
    }
    CollectionNode named =
        feed.role() == Role.TAKE ? (CollectionNode) planned.inputs().getFirst() : planned;
    WrittenEntries entries = backlog.entries(feed);
    InputNode node =
        hold(new InputNode(named.describe(), named.keyType(), null, entries), transaction);
    written.put(feed, node);
    switch (feed.role()) {
      case PART -> parts.put(feed.collection(), node);
      case REPL -> copies.put(feed.collection(), node);
      case WHOLE -> wholes.put(feed, node);
      case TAKE, CONTRIB -> {}
    }
  }

  private static <N extends Node> N hold(N node, Transaction transaction) {
    return held(transaction.add(node), transaction);
  }

  private static <N extends Node> N held(N node, Transaction transaction) {
    transaction.acquire(node);
    return node;
  }

  private void build(PlannedCollection each, Transaction transaction) {
    switch (each.spread()) {
      case INPUT -> {}
      case BY_KEY -> {
        if (each.runsAt() == level) {
          parts.put(each.id(), (CollectionNode) rebuilt(each, ofParts(each, transaction)));
        }
      }
      case CONTRIBUTIONS -> buildMapping(each, transaction);
      case FIRST_KEYS -> buildFirst(each, transaction);
      case WHOLE -> {
        if (each.runsAt() == level && routing.home(each.id()) == index) {
          parts.put(each.id(), (CollectionNode) rebuilt(each, ofWholes(each, transaction)));
        }
      }
      case ON_DEMAND -> {
        if (plan.isAsked(each.id(), level)) {
          copies.put(each.id(), rebuilt(each, ofParts(each, transaction)));
        }
      }
    }
  }

  private Node rebuilt(PlannedCollection each, Place place) {
    return held(
        ((ShardedOperator) plan.node(each.id())).rebuild(place.rebuilding()), place.transaction());
  }

  /** A place for an operator, and the transaction that builds it there. */
  private record Place(Rebuilding rebuilding, Transaction transaction) {}

  private Place ofParts(PlannedCollection each, Transaction transaction) {
    Map<Node, CollectionNode> inputs = new HashMap<>();
    each.inputs().forEach(id -> inputs.put(plan.node(id), parts.get(id)));
    return place(each, inputs, transaction);
  }

  private Place ofWholes(PlannedCollection each, Transaction transaction) {
    Map<Node, CollectionNode> inputs = new HashMap<>();
    for (int id : each.inputs()) {
      if (copies.get(id) instanceof CollectionNode copy) {
        inputs.put(plan.node(id), copy);
      }
    }
    wholes.forEach((feed, node) -> {
      if (feed.home() == each.id()) {
        inputs.put(plan.node(feed.collection()), node);
      }
    });
    return place(each, inputs, transaction);
  }

  private Place place(
      PlannedCollection each, Map<Node, CollectionNode> inputs, Transaction transaction) {
    Map<Node, Node> lookedUp = new HashMap<>();
    each.lookedUp().forEach(id -> lookedUp.put(plan.node(id), copies.get(id)));
    each.colocated().forEach(id -> lookedUp.put(plan.node(id), parts.get(id)));
    return new Place(
        new Rebuilding(
            node -> known(inputs.get(node), node),
            node -> known(lookedUp.get(node), node),
            transaction),
        transaction);
  }

  private <N extends Node> N known(@Nullable N node, Node planned) {
    if (node == null) {
      throw new IllegalStateException(planned + " is not at level " + level);
    }
    return node;
  }

  private void buildMapping(PlannedCollection each, Transaction transaction) {
    if (each.runsAt() == level) {
      Rebuilding place = ofParts(each, transaction).rebuilding();
      ContributionNode node = ContributionNode.of((CollectionNode) plan.node(each.id()), place);
      contributions.put(each.id(), held(node, transaction));
    }
    if (each.partsAt() == level) {
      GatherNode node = gathered(each.id());
      ContributingOperator operator = (ContributingOperator) plan.node(each.id());
      Rebuilding place =
          new Rebuilding(input -> known(null, input), captured -> captured, transaction);
      parts.put(each.id(), held(operator.ofGathered(node, place), transaction));
    }
  }

  private GatherNode gathered(int collection) {
    for (Map.Entry<Feed, GatherNode> each : gathered.entrySet()) {
      if (each.getKey().collection() == collection) {
        return each.getValue();
      }
    }
    throw new IllegalStateException(plan.name(collection) + " is not gathered at level " + level);
  }

  private void buildFirst(PlannedCollection each, Transaction transaction) {
    TakeNode take = (TakeNode) plan.node(each.id());
    if (each.runsAt() == level) {
      Rebuilding place = ofParts(each, transaction).rebuilding();
      candidates.put(each.id(), held(take.candidates(place), transaction));
    }
    for (Feed feed : List.copyOf(written.keySet())) {
      if (feed.role() == Role.TAKE && feed.collection() == each.id()) {
        InputNode all = Objects.requireNonNull(written.get(feed));
        Rebuilding place = new Rebuilding(input -> all, captured -> captured, transaction);
        TakeNode first = held(take.rebuild(place), transaction);
        copies.put(each.id(), first);
        if (each.partsAt() == level) {
          OwnedNode own = new OwnedNode(first, key -> KeyGroups.shardOf(key, shards) == index);
          parts.put(each.id(), hold(own, transaction));
        }
      }
    }
  }

  /** Writes what waits. */
  void write(Backlog backlog, Transaction transaction) {
    written.forEach((feed, node) -> {
      WrittenEntries entries = backlog.entries(feed);
      if (entries.size() > 0) {
        node.write(entries, transaction);
      }
    });
    gathered.forEach((feed, node) -> {
      if (!backlog.contributions(feed).isEmpty()) {
        node.write(backlog.contributions(feed), transaction);
      }
    });
  }

  /** Sends what a transaction has changed, before it is published. */
  void send(Transaction transaction, Outlet out) {
    for (Feed feed : plan.feeds()) {
      if (feed.from() == level) {
        send(feed, transaction, out);
      }
    }
  }

  private void send(Feed feed, Transaction transaction, Outlet out) {
    if (feed.role() == Role.CONTRIB) {
      for (ContributionNode.Changed each :
          Objects.requireNonNull(contributions.get(feed.collection())).changes()) {
        routing.send(feed, each.key(), each.source(), each.values(), out);
      }
      return;
    }
    CollectionNode node =
        feed.role() == Role.TAKE ? candidates.get(feed.collection()) : parts.get(feed.collection());
    if (node == null) {
      return;
    }
    if (transaction.isNew(node)) {
      TickMap.Cursor<Object, ValueList> cursor = node.contents().cursor();
      while (cursor.next()) {
        routing.send(feed, cursor.key(), null, cursor.value(), out);
      }
      return;
    }
    Delta delta = node.delta();
    for (int i = 0; delta != null && i < delta.size(); i++) {
      routing.send(feed, delta.key(i), null, delta.after(i), out);
    }
  }
}
