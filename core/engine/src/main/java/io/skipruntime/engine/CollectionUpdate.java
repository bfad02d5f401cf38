package io.skipruntime.engine;

import io.skipruntime.Entry;
import java.util.List;

/**
 * An update that a subscriber of a resource is sent.
 *
 * @param isInitial whether the entries replace all that the subscriber has
 * @param values keys in order with their values; in an update, none for a key that is gone
 * @param watermark the version that the subscriber has seen after this; ids only grow, and those of
 *     what one commit changed are the same in all streams
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public record CollectionUpdate<K, V>(
    boolean isInitial, List<Entry<K, V>> values, Watermark watermark) {}
