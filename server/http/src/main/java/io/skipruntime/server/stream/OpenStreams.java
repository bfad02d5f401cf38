package io.skipruntime.server.stream;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event streams that connections follow now. May be used by any thread. */
public final class OpenStreams {

  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final PartlySent partlySent;

  /** With a bound for {@link #partlySent}. */
  public OpenStreams(long partlySentBytes) {
    partlySent = new PartlySent(partlySentBytes);
  }

  void add(EventStream stream) {
    streams.add(stream);
  }

  void remove(EventStream stream) {
    streams.remove(stream);
  }

  /** How many streams connections follow; one that is followed twice counts twice. */
  public int size() {
    return streams.stream().mapToInt(EventStream::size).sum();
  }

  /** The events that some of them have sent a part of; bounded. */
  public PartlySent partlySent() {
    return partlySent;
  }

  /** How many of them have sockets that do not take what there is for them. */
  public long lagging() {
    return streams.stream().filter(EventStream::isLagging).count();
  }

  /** A copy. */
  public List<EventStream> all() {
    return List.copyOf(streams);
  }
}
