package io.skipruntime.oracle;

import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A step of a run. One that does not apply, such as closing what is not open, does nothing, so that
 * a run stays one when steps are left out.
 */
sealed interface Step {

  /** A key with its new values, none if it is to go. */
  record Change(Json key, List<Json> values) {
    @Override
    public String toString() {
      return "[" + key + "," + values.toString().replace(", ", ",") + "]";
    }
  }

  private static String text(List<Change> changes) {
    return changes.stream().map(Change::toString).collect(Collectors.joining(",", "[", "]"));
  }

  /** A write to one or several inputs, by name. */
  record Write(Map<String, List<Change>> changes) implements Step {
    @Override
    public String toString() {
      return "write "
          + changes.entrySet().stream()
              .map(each -> "\"" + each.getKey() + "\":" + text(each.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    }
  }

  /** Writes of several threads at the same time, which wait for each other in this order. */
  record WriteTogether(List<Write> writes) implements Step {
    @Override
    public String toString() {
      return "together "
          + writes.stream()
              .map(each -> each.toString().substring("write ".length()))
              .collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** Opens a stream of a resource. */
  record Open(int stream, int resource, int parameter) implements Step {
    @Override
    public String toString() {
      return "open " + stream + " " + resource + " " + parameter;
    }
  }

  /**
   * Subscribes to a stream, or resumes what was subscribed before; a lazy one waits to be polled.
   */
  record Subscribe(int subscriber, int stream, boolean eager) implements Step {
    @Override
    public String toString() {
      return "subscribe " + subscriber + " " + stream + " " + eager;
    }
  }

  /** Polls a subscription. */
  record Poll(int subscriber) implements Step {
    @Override
    public String toString() {
      return "poll " + subscriber;
    }
  }

  /** Ends a subscription. */
  record Unsubscribe(int subscriber) implements Step {
    @Override
    public String toString() {
      return "unsubscribe " + subscriber;
    }
  }

  /** Closes a stream. */
  record Close(int stream) implements Step {
    @Override
    public String toString() {
      return "close " + stream;
    }
  }

  /** Reads a resource. */
  record Read(int resource, int parameter) implements Step {
    @Override
    public String toString() {
      return "read " + resource + " " + parameter;
    }
  }

  /** What an external resource does. */
  enum ExternalEvent {
    /** Some keys change. */
    UPDATE,
    /** Everything is replaced. */
    REPLACE,
    /** Data arrives that does not fit its type. */
    INVALID,
    /** An error is reported. */
    ERROR,
    /** New subscriptions fail from now on. */
    REFUSE,
    /** Asking for new subscriptions throws from now on. */
    FAIL,
    /** New subscriptions succeed from now on. */
    ACCEPT;

    static final List<ExternalEvent> ALL = List.of(values());
  }

  /** Something happens to an external resource. */
  record External(Kind values, int params, ExternalEvent event, List<Change> changes)
      implements Step {
    @Override
    public String toString() {
      return "external " + values + " " + params + " " + event + " " + text(changes);
    }
  }

  /** Lets time pass and collects what is idle. */
  record Collect(long millis) implements Step {
    @Override
    public String toString() {
      return "collect " + millis;
    }
  }

  /** Reloads the service with another program of the case. */
  record Reload(int program) implements Step {
    @Override
    public String toString() {
      return "reload " + program;
    }
  }
}
