package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.Writes;
import io.skipruntime.testkit.comparison.Instance;
import io.skipruntime.testkit.contents.EntryText;
import java.util.List;

/**
 * A step of a run. One that does not apply, such as closing what is not open, does nothing, so that
 * a run stays one when steps are left out.
 */
sealed interface Step {

  /** The writes of one commit. */
  record Write(Writes writes) implements Step {
    @Override
    public String toString() {
      return "write " + writes;
    }
  }

  /** An external resource changes. */
  record External(String service, String resource, Json params, List<? extends Entry<?, ?>> entries)
      implements Step {
    @Override
    public String toString() {
      return "external " + service + "/" + resource + params + " " + EntryText.of(entries);
    }
  }

  /** The reading of a resource. */
  record Read(Instance instance) implements Step {
    @Override
    public String toString() {
      return "read " + instance;
    }
  }

  /** The opening of a stream. */
  record Open(int stream, Instance instance) implements Step {
    @Override
    public String toString() {
      return "open stream " + stream + " of " + instance;
    }
  }

  /**
   * The subscription to a stream, or the resumption of one from before; a lazy subscriber waits to
   * be polled.
   */
  record Subscribe(int subscriber, int stream, boolean eager) implements Step {
    @Override
    public String toString() {
      return (eager ? "subscriber " : "lazy subscriber ") + subscriber + " to stream " + stream;
    }
  }

  /** The poll of a subscription. */
  record Poll(int subscriber) implements Step {
    @Override
    public String toString() {
      return "poll subscriber " + subscriber;
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
      return "close stream " + stream;
    }
  }

  /** The passing of time, after which idle instances are collected. */
  record Advance(long millis) implements Step {
    @Override
    public String toString() {
      return "advance " + millis + " ms";
    }
  }

  /** The reload of the service with one of its versions. */
  record Reload(int version) implements Step {
    @Override
    public String toString() {
      return "reload version " + version;
    }
  }
}
