package io.skipruntime.engine.spi;

/**
 * A collection and its entries.
 *
 * @param collection which one
 * @param size how many entries there are
 * @param blocks the entries in the canonical order of their keys, without deleted ones; may be gone
 *     through several times
 */
public record StoredCollection(CollectionId collection, long size, Iterable<EntryBlock> blocks) {}
