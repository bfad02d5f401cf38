package io.skipruntime.engine.spi;

/**
 * A transaction that was committed, for whoever measures a service. Given to {@link
 * EngineOptions#commitListener} by the thread that committed, at the end of the commit.
 *
 * @param tick the tick that is current then
 * @param isWrite whether it made that tick; otherwise it opened or closed resource instances and
 *     changed no contents
 * @param durationNanos how long it took, from its start until all is visible; what it waited for
 *     others before is not part of it
 * @param changedNodes how many nodes of the graph have other contents
 * @param changedEntries how many keys of collections have other values
 */
public record CommitReport(
    long tick, boolean isWrite, long durationNanos, int changedNodes, long changedEntries) {}
