package io.skipruntime.engine.spi;

/**
 * The origin of a service: a point in a history, and the state at that point.
 *
 * <p>With {@code isReplayed} the graph is built at {@code tick} itself, and no record is made of
 * that; else as a commit of its own, with the next tick and a record. That commit is empty for an
 * input that the state has, and has the initial data of one that it does not have.
 *
 * @param epoch identifies the history; a new one if what anybody has seen of an earlier one may be
 *     lost
 * @param tick the tick of the state; 0 where nothing was committed
 * @param isReplayed whether records follow that are to be carried out with the ticks they had
 * @param state the state; its outputs are continued if there are any
 */
public record Origin(String epoch, long tick, boolean isReplayed, State state) {}
