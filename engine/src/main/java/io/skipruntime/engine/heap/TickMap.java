package io.skipruntime.engine.heap;
import java.util.*;
import java.util.function.*;
import org.jspecify.annotations.Nullable;
/** Placeholder. */
@SuppressWarnings({"NonApiType", "ExposedPrivateType"})
public final class TickMap<K, V> {
  private record E<V>(@Nullable V v, long t) {}
  private final TreeMap<K, E<V>> m; private final int live; private final long horizon; private final Comparator<? super K> o;
  private TickMap(Comparator<? super K> o, TreeMap<K, E<V>> m, int live, long h) { this.o = o; this.m = m; this.live = live; this.horizon = h; }
  public static <K,V> TickMap<K,V> empty(Comparator<? super K> o) { return new TickMap<>(o, new TreeMap<>(o), 0, 0); }
  public int size() { return live; }
  public boolean isEmpty() { return live == 0; }
  public @Nullable V get(K k) { E<V> e = m.get(k); return e == null ? null : e.v; }
  public boolean containsKey(K k) { return get(k) != null; }
  public @Nullable K firstKey() { for (var e : m.entrySet()) if (e.getValue().v != null) return e.getKey(); return null; }
  public @Nullable K higherKey(K k) { for (var e : m.tailMap(k, false).entrySet()) if (e.getValue().v != null) return e.getKey(); return null; }
  public @Nullable K lowerKey(K k) { for (var e : m.headMap(k, false).descendingMap().entrySet()) if (e.getValue().v != null) return e.getKey(); return null; }
  public long lastTick() { long t = 0; for (var e : m.values()) t = Math.max(t, e.t); return t; }
  public long horizon() { return horizon; }
  public TickMap<K,V> withHorizon(long t) { return new TickMap<>(o, m, live, t); }
  public Cursor<K,V> cursor() { return new Cursor<>(m.entrySet().iterator(), Long.MIN_VALUE, false); }
  public Cursor<K,V> cursorFrom(K k) { return new Cursor<>(m.tailMap(k, true).entrySet().iterator(), Long.MIN_VALUE, false); }
  public Cursor<K,V> changesSince(long t) { return new Cursor<>(m.entrySet().iterator(), t, true); }
  public Editor<K,V> edit(long t) { return new Editor<>(this, t); }
  public static final class Cursor<K,V> {
    private final Iterator<Map.Entry<K,E<V>>> it; private final long since; private final boolean all; private Map.@Nullable Entry<K,E<V>> e;
    Cursor(Iterator<Map.Entry<K,E<V>>> it, long since, boolean all) { this.it = it; this.since = since; this.all = all; }
    public boolean next() { while (it.hasNext()) { e = it.next(); if (e.getValue().t > since && (all || e.getValue().v != null)) return true; } return false; }
    public K key() { return Objects.requireNonNull(e).getKey(); }
    @SuppressWarnings("NullAway") public V value() { return Objects.requireNonNull(e).getValue().v; }
  }
  public static final class Editor<K,V> {
    private final TickMap<K,V> b; private final TreeMap<K,E<V>> m; private final long t; private int live;
    Editor(TickMap<K,V> b, long t) { this.b = b; this.m = new TreeMap<>(b.m); this.t = t; this.live = b.live; }
    public @Nullable V get(K k) { E<V> e = m.get(k); return e == null ? null : e.v; }
    public @Nullable V put(K k, V v) { E<V> e = m.put(k, new E<>(v, t)); if (e == null || e.v == null) live++; return e == null ? null : e.v; }
    public @Nullable V remove(K k) { E<V> e = m.get(k); if (e == null || e.v == null) return null; m.put(k, new E<>(null, t)); live--; return e.v; }
    public TickMap<K,V> build() { return new TickMap<>(b.o, m, live, b.horizon); }
  }
}
