package io.skipruntime.auction.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/** The topics that pages follow now. A topic goes with its last subscriber. Thread-safe. */
@Component
class Feed {

  private final Map<String, Topic> topics = new HashMap<>();
  private final Set<Subscriber> subscribers = new HashSet<>();
  private final JsonMapper json;
  private boolean isEnding;

  Feed(JsonMapper json) {
    this.json = json;
  }

  /** Opens a stream of the topic of a name; the query is that of the topic. */
  SseEmitter open(String name, Topic.Query query) {
    Subscriber subscriber = new Subscriber();
    Topic topic = register(name, query, subscriber);
    SseEmitter emitter = subscriber.start(() -> leave(name, topic, subscriber));
    topic.add(subscriber);
    return emitter;
  }

  private synchronized Topic register(String name, Topic.Query query, Subscriber subscriber) {
    if (isEnding) {
      subscriber.end();
    }
    subscribers.add(subscriber);
    return topics.computeIfAbsent(name, absent -> new Topic(query, json));
  }

  private synchronized void leave(String name, Topic topic, Subscriber subscriber) {
    subscribers.remove(subscriber);
    if (topic.remove(subscriber)) {
      topics.remove(name, topic);
    }
  }

  /** Sends what has changed of a lot, or of all lots if that is null. */
  void refresh(@Nullable Long lot) {
    List<Topic> all;
    synchronized (this) {
      all = List.copyOf(topics.values());
    }
    all.forEach(each -> each.refresh(lot));
  }

  /** Ends all streams before the web server waits for its requests. */
  @EventListener
  synchronized void end(ContextClosedEvent closed) {
    isEnding = true;
    List.copyOf(subscribers).forEach(Subscriber::end);
  }
}
