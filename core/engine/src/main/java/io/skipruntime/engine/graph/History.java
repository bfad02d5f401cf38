package io.skipruntime.engine.graph;

/**
 * Identifies the history of the contents of a resource instance. What changed between two versions
 * is known only if both are of one history; then their ticks say it.
 *
 * <p>Each collection has one that is its own, and instances that show it have it, too, whenever
 * they were opened. An instance that goes on with another collection after a reload keeps the one
 * it has; then the collection before begins another, so that a subscriber that comes back to it is
 * not taken for somebody who never left.
 *
 * @param tick a tick at which its first collection was there
 * @param slot the slot that this collection had then
 */
public record History(long tick, int slot) {}
