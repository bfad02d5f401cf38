package io.skipruntime.oracle;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import java.util.LinkedHashMap;
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

  private static List<Entry<Json, Json>> entries(List<Change> changes) {
    return changes.stream().map(change -> new Entry<>(change.key(), change.values())).toList();
  }

  private static String text(List<Change> changes) {
    return changes.stream().map(Change::toString).collect(Collectors.joining(",", "[", "]"));
  }

  /** A write to one or several inputs, by name. */
  record Write(Map<String, List<Change>> changes) implements Step {

    /** The entries that are written, by name of the input. */
    Map<String, List<Entry<Json, Json>>> entries() {
      Map<String, List<Entry<Json, Json>>> entries = new LinkedHashMap<>();
      changes.forEach((name, each) -> entries.put(name, Step.entries(each)));
      return entries;
    }

    @Override
    public String toString() {
      return "write "
          + changes.entrySet().stream()
              .map(each -> "\"" + each.getKey() + "\":" + text(each.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    }
  }

  /** The writes of several threads at the same time, which wait for each other in this order. */
  record WriteTogether(List<Write> writes) implements Step {
    @Override
    public String toString() {
      return "together "
          + writes.stream()
              .map(each -> each.toString().substring("write ".length()))
              .collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** The run of the program's command, which reads and writes what the seed says. */
  record Mix(long seed) implements Step {
    @Override
    public String toString() {
      return "mix " + seed;
    }
  }

  /** The opening of a resource's stream. */
  record Open(int stream, int resource, int parameter) implements Step {
    @Override
    public String toString() {
      return "open " + stream + " " + resource + " " + parameter;
    }
  }

  /**
   * The subscription to a stream, or the resumption of one from before; a lazy subscriber waits to
   * be polled.
   */
  record Subscribe(int subscriber, int stream, boolean eager) implements Step {
    @Override
    public String toString() {
      return "subscribe " + subscriber + " " + stream + " " + eager;
    }
  }

  /** The poll of a subscription. */
  record Poll(int subscriber) implements Step {
    @Override
    public String toString() {
      return "poll " + subscriber;
    }
  }

  /** The end of a subscription. */
  record Unsubscribe(int subscriber) implements Step {
    @Override
    public String toString() {
      return "unsubscribe " + subscriber;
    }
  }

  /** The closing of a stream. */
  record Close(int stream) implements Step {
    @Override
    public String toString() {
      return "close " + stream;
    }
  }

  /** The reading of a resource. */
  record Read(int resource, int parameter) implements Step {
    @Override
    public String toString() {
      return "read " + resource + " " + parameter;
    }
  }

  /** The event of an external resource. */
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

    /** The entries that come, if any do. */
    List<Entry<Json, Json>> entries() {
      return Step.entries(changes);
    }

    @Override
    public String toString() {
      return "external " + values + " " + params + " " + event + " " + text(changes);
    }
  }

  /** The passing of time, after which idle instances are collected. */
  record Collect(long millis) implements Step {
    @Override
    public String toString() {
      return "collect " + millis;
    }
  }

  /**
   * An orderly stop, and another start with what was kept.
   *
   * @param program number of the program that starts, of the case's
   * @param version of the program; another one may compute something else
   */
  record Restart(int program, int version) implements Step {
    @Override
    public String toString() {
      return "restart " + program + " " + version;
    }
  }

  /**
   * The death of the process during a write, and a start with what was kept.
   *
   * @param program number of the program that starts, of the case's
   * @param version of the program; another one may compute something else
   * @param changes how many changes the write can make to the disk before; if they are enough, the
   *     write is complete
   * @param write of no inputs, if there is no write
   */
  record Crash(int program, int version, int changes, Write write) implements Step {
    @Override
    public String toString() {
      return "crash "
          + (program + " " + version + " " + changes)
          + write.toString().substring("write".length());
    }
  }

  /** The reload of the service with another program of the case. */
  record Reload(int program) implements Step {
    @Override
    public String toString() {
      return "reload " + program;
    }
  }
}
