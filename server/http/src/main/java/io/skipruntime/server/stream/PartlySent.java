package io.skipruntime.server.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The events that sockets have taken a part of, and the bound on the memory of these events.
 *
 * <p>A stream whose socket has taken one half of an event can only go on with the other half,
 * whatever is committed in the meantime. So that event stays in memory until the client reads on,
 * or until its connection ends. All streams that wait within the same event share one copy of it.
 * But clients that stop to read at different times wait within different events, and each of these
 * costs memory.
 *
 * <p>All such events together may have a given number of bytes. When they have more, the
 * connections that wait within the oldest event are ended, then those of the next one, until the
 * rest fits. Their clients connect again and resume. May be used by any thread.
 */
public final class PartlySent {

  private final long maxBytes;
  private final Map<EncodedEvent, Set<OpenStream>> waiting = new LinkedHashMap<>();
  private long bytes;

  PartlySent(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The bytes of all events that are kept. */
  public synchronized long bytes() {
    return bytes;
  }

  /**
   * Notes that a stream waits to send the rest of an event. If that makes the events too large
   * together, ends the connections that wait within the oldest ones.
   */
  void add(OpenStream stream, EncodedEvent event) {
    tooMany(stream, event).forEach((each, waitedFor) -> each.cutOff(waitedFor));
  }

  private synchronized Map<OpenStream, EncodedEvent> tooMany(
      OpenStream stream, EncodedEvent event) {
    Set<OpenStream> same = waiting.get(event);
    if (same == null) {
      same = new LinkedHashSet<>();
      waiting.put(event, same);
      bytes += event.length();
    }
    same.add(stream);
    Map<OpenStream, EncodedEvent> tooMany = new LinkedHashMap<>();
    Iterator<Map.Entry<EncodedEvent, Set<OpenStream>>> oldest = waiting.entrySet().iterator();
    while (bytes > maxBytes && waiting.size() > 1) {
      Map.Entry<EncodedEvent, Set<OpenStream>> evicted = oldest.next();
      evicted.getValue().forEach(each -> tooMany.put(each, evicted.getKey()));
      bytes -= evicted.getKey().length();
      oldest.remove();
    }
    return tooMany;
  }

  /** Notes that a stream does not wait for the event any more, if it did. */
  synchronized void remove(OpenStream stream, EncodedEvent event) {
    Set<OpenStream> same = waiting.get(event);
    if (same != null && same.remove(stream) && same.isEmpty()) {
      waiting.remove(event);
      bytes -= event.length();
    }
  }
}
