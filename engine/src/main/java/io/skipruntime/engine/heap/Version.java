package io.skipruntime.engine.heap;
import java.util.*;
import org.jspecify.annotations.Nullable;
/** Placeholder. */
public final class Version {
  private final long tick; private final Map<Integer, Object> s;
  private Version(long t, Map<Integer, Object> s) { tick = t; this.s = s; }
  public static Version initial() { return new Version(0, Map.of()); }
  public long tick() { return tick; }
  public @Nullable Object get(int slot) { return s.get(slot); }
  public Editor edit() { return new Editor(new HashMap<>(s)); }
  public static final class Editor { private final Map<Integer, Object> s; Editor(Map<Integer, Object> s) { this.s = s; }
    public void set(int slot, @Nullable Object o) { if (o == null) s.remove(slot); else s.put(slot, o); }
    public Version build(long t) { return new Version(t, s); } }
}
