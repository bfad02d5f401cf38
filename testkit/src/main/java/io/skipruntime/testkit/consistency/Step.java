package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.Writes;
import io.skipruntime.testkit.contents.EntryText;
import java.util.List;

/**
 * A step of a run. One that does not apply, such as closing what is not open, does nothing, so that
 * a run stays one when steps are left out.
 */
sealed interface Step {

  /** A resource with parameters, as the generator made them. */
  record Instance(String resource, Object params) {
    @Override
    public String toString() {
      return resource + "(" + EntryText.of(params) + ")";
    }
  }

  /** Writes in one commit. */
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

  /** Reads a resource. */
  record Read(Instance instance) implements Step {
    @Override
    public String toString() {
      return "read " + instance;
    }
  }

  /** Opens a stream. */
  record Open(int stream, Instance instance) implements Step {
    @Override
    public String toString() {
      return "open stream " + stream + " of " + instance;
    }
  }

  /** Subscribes, or resumes what was subscribed before; a lazy subscriber waits to be polled. */
  record Subscribe(int subscriber, int stream, boolean eager) implements Step {
    @Override
    public String toString() {
      return (eager ? "subscriber " : "lazy subscriber ") + subscriber + " to stream " + stream;
    }
  }

  /** Polls a subscription. */
  record Poll(int subscriber) implements Step {
    @Override
    public String toString() {
      return "poll subscriber " + subscriber;
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
      return "close stream " + stream;
    }
  }

  /** Lets time pass and collects what is idle. */
  record Advance(long millis) implements Step {
    @Override
    public String toString() {
      return "advance " + millis + " ms";
    }
  }

  /** Reloads the service with one of its versions. */
  record Reload(int version) implements Step {
    @Override
    public String toString() {
      return "reload version " + version;
    }
  }
}
