package io.skipruntime.engine.graph;

import java.util.List;

/**
 * What makes two nodes the same: the kind of operator, the nodes it works on, and its function or
 * other arguments, compared by value.
 *
 * @param kind the operator's class
 * @param inputs the nodes it works on, compared by identity
 * @param arguments its function's identity, or bounds, or a limit
 */
public record NodeKey(Class<? extends Node> kind, List<? extends Node> inputs, Object arguments) {}
