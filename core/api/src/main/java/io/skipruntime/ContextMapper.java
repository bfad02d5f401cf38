package io.skipruntime;

/**
 * A {@link Mapper} that is also given the {@link Context}, to create lazy collections or use
 * external resources while it maps an entry. What it created lives until the entry is mapped again
 * or gone.
 *
 * @param <K1> type of the keys it is given
 * @param <V1> type of the values it is given
 * @param <K2> type of the keys it emits
 * @param <V2> type of the values it emits
 */
@FunctionalInterface
public interface ContextMapper<K1, V1, K2, V2> {

  /**
   * Maps one entry, as {@link Mapper#mapEntry} does.
   *
   * @param key the entry's key
   * @param values the entry's values
   * @param out takes what the entry is mapped to
   * @param context creates collections on behalf of this entry; usable only during this call
   */
  void mapEntry(K1 key, Values<V1> values, Emitter<K2, V2> out, Context context);
}
