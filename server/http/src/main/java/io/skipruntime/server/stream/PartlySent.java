package io.skipruntime.server.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Bounds the memory that sockets hold which have taken a part of an event and do not take the rest.
 *
 * <p>Such a stream cannot go on with anything but the rest of its event; so the event is kept for
 * it as it was when it began. Many can wait for one event at the cost of one. Those who wait for
 * many, each encoded at another tick, together may hold a given number of bytes; beyond that the
 * streams are cut off that wait for the oldest event. They come back and resume. May be used by any
 * thread.
 */
public final class PartlySent {

  private final long maxBytes;
  private final Map<EncodedEvent, Set<OpenStream>> waiting = new LinkedHashMap<>();
  private long bytes;

  PartlySent(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** How many bytes are held. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Notes that a stream waits to send the rest of an event, and cuts others off for it. */
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
