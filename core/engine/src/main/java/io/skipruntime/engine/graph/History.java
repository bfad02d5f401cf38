package io.skipruntime.engine.graph;

/**
 * Identifies the history of a collection's contents. What changed between two versions is known
 * only if both are of one history; then their ticks say it. A collection begins a history of its
 * own, unless it continues that of another.
 *
 * @param tick a tick at which its first collection was there
 * @param slot the slot that this collection had then
 */
public record History(long tick, int slot) {}
