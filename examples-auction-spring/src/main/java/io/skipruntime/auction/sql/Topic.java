package io.skipruntime.auction.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Entries that pages follow: the answer to a question, as of when it was last asked. A page is sent
 * all entries first, then those that have changed, in the order in which they changed. Thread-safe.
 */
final class Topic {

  /** A question to the database. */
  interface Query {
    /** The entries of a lot, or of all lots if that is null. */
    Map<Long, List<Object>> ask(@Nullable Long lot);
  }

  private final Query query;
  private final JsonMapper json;
  private final Map<Long, List<Object>> entries = new TreeMap<>();
  private final Set<Subscriber> subscribers = new HashSet<>();
  private boolean isAsked;

  Topic(Query query, JsonMapper json) {
    this.query = query;
    this.json = json;
  }

  synchronized void add(Subscriber subscriber) {
    if (!isAsked) {
      entries.putAll(query.ask(null));
      isAsked = true;
    }
    subscribers.add(subscriber);
    List<List<Object>> all = new ArrayList<>();
    entries.forEach((key, values) -> all.add(List.of(key, values)));
    subscriber.send("init", json.writeValueAsString(all));
  }

  /** Removes a subscriber; whether it was the last one. */
  synchronized boolean remove(Subscriber subscriber) {
    subscribers.remove(subscriber);
    return subscribers.isEmpty();
  }

  /** Asks again for a lot, or for all lots if that is null, and sends what is different. */
  synchronized void refresh(@Nullable Long lot) {
    if (!isAsked) {
      return;
    }
    Map<Long, List<Object>> current = query.ask(lot);
    Set<Long> keys = new TreeSet<>(current.keySet());
    keys.addAll(lot == null ? entries.keySet() : Set.of(lot));
    List<List<Object>> changed = new ArrayList<>();
    for (Long key : keys) {
      List<Object> values = current.getOrDefault(key, List.of());
      List<Object> before = values.isEmpty() ? entries.remove(key) : entries.put(key, values);
      if (!values.equals(before == null ? List.of() : before)) {
        changed.add(List.of(key, values));
      }
    }
    if (!changed.isEmpty()) {
      String data = json.writeValueAsString(changed);
      subscribers.forEach(each -> each.send("update", data));
    }
  }
}
