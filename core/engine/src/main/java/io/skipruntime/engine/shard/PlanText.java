package io.skipruntime.engine.shard;

import io.skipruntime.engine.spi.Spread;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The words for a plan: a text for people, and JSON for programs. */
final class PlanText {

  private final Planning plan;
  private final String digest;

  PlanText(Planning plan, String digest) {
    this.plan = plan;
    this.digest = digest;
  }

  private String name(int collection) {
    return plan.collections().get(collection).name();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("plan ").append(digest).append(": ");
    text.append(count(plan.levels(), "level")).append('\n');
    for (int level = 0; level < plan.levels(); level++) {
      text.append("\nlevel ").append(level).append('\n');
      addComputed(level, text);
      addReceived(level, text);
    }
    text.append("\nto those who serve\n");
    addReceived(plan.levels(), text);
    addCopies(text);
    addColocated(text);
    return text.toString();
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private void addComputed(int level, StringBuilder text) {
    for (PlannedCollection each : plan.collections()) {
      boolean isHere =
          each.spread() == Spread.ON_DEMAND
              ? plan.isAsked(each.id(), level)
              : each.spread() != Spread.INPUT && each.runsAt() == level;
      if (isHere) {
        text.append("  computes ").append(each.name());
        text.append(" (").append(how(each.spread())).append(")\n");
      }
    }
  }

  private static String how(Spread spread) {
    return switch (spread) {
      case INPUT -> "divided by key";
      case BY_KEY -> "by key, where its input is";
      case CONTRIBUTIONS -> "by key; what it emits is exchanged";
      case FIRST_KEYS -> "the first keys of each shard, then of all";
      case WHOLE -> "on one shard, which gets all of its input";
      case ON_DEMAND -> "wherever a function asks";
    };
  }

  private void addReceived(int level, StringBuilder text) {
    for (Feed feed : plan.feeds()) {
      if (feed.to() == level) {
        text.append("  receives ").append(name(feed.collection()));
        text.append(": ").append(what(feed)).append(", from ");
        text.append(feed.from() == Plan.INPUTS ? "the inputs" : "level " + feed.from());
        text.append('\n');
      }
    }
  }

  private String what(Feed feed) {
    return switch (feed.role()) {
      case PART -> feed.to() == plan.levels() ? "its entries" : "the shard's own keys";
      case REPL -> "a copy for every shard";
      case CONTRIB -> "what its function emits to the shard's own keys";
      case TAKE -> "the first keys of every shard";
      case WHOLE -> "all of it, on the shard of " + name(feed.home());
    };
  }

  private void addCopies(StringBuilder text) {
    Map<Integer, List<String>> readers = new LinkedHashMap<>();
    for (Feed feed : plan.feeds()) {
      if (feed.role() == Role.REPL) {
        List<String> names = readers.computeIfAbsent(feed.collection(), id -> new ArrayList<>());
        feed.readers().stream()
            .map(this::name)
            .filter(name -> !names.contains(name))
            .forEach(names::add);
      }
    }
    if (readers.isEmpty()) {
      text.append("\nno collection is copied to every shard\n");
      return;
    }
    text.append("\ncopied to every shard, since functions look them up: they have to fit there\n");
    readers.forEach((collection, names) -> addFor(collection, names, text));
  }

  private void addColocated(StringBuilder text) {
    Map<Integer, List<String>> readers = new LinkedHashMap<>();
    for (PlannedCollection each : plan.collections()) {
      for (int id : each.colocated()) {
        readers.computeIfAbsent(id, known -> new ArrayList<>()).add(each.name());
      }
    }
    if (!readers.isEmpty()) {
      text.append("\ncolocated, so not copied for functions that look up their own key only\n");
      readers.forEach((collection, names) -> addFor(collection, names, text));
    }
  }

  private void addFor(int collection, List<String> names, StringBuilder text) {
    text.append("  ")
        .append(name(collection))
        .append(", for ")
        .append(String.join(", ", names))
        .append('\n');
  }

  Json json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("digest", Json.of(digest));
    members.put("levels", Json.of(plan.levels()));
    members.put("collections", array(plan.collections().stream().map(this::json).toList()));
    members.put("feeds", array(plan.feeds().stream().map(this::json).toList()));
    Map<String, Json> shared = new LinkedHashMap<>();
    plan.shared().forEach((name, id) -> shared.put(name, Json.of(id)));
    members.put("shared", Json.object(shared));
    return Json.object(members);
  }

  private static Json array(List<Json> elements) {
    return new JsonArray(elements);
  }

  private static Json ids(List<Integer> ids) {
    return array(ids.stream().map(id -> (Json) Json.of(id)).collect(Collectors.toList()));
  }

  private Json json(PlannedCollection each) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(each.id()));
    members.put("name", Json.of(each.name()));
    members.put("operator", Json.of(each.kind()));
    members.put("computed", Json.of(each.spread().name().toLowerCase(Locale.ROOT)));
    members.put("inputs", ids(each.inputs()));
    members.put("lookedUp", ids(each.lookedUp()));
    members.put("colocated", ids(each.colocated()));
    members.put("level", Json.of(each.runsAt()));
    members.put("fingerprint", Json.of(each.fingerprint()));
    return Json.object(members);
  }

  private Json json(Feed feed) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(feed.id()));
    members.put("collection", Json.of(feed.collection()));
    members.put("role", Json.of(feed.role().name().toLowerCase(Locale.ROOT)));
    members.put("from", Json.of(feed.from()));
    members.put("to", Json.of(feed.to()));
    members.put("readers", ids(feed.readers()));
    return Json.object(members);
  }
}
