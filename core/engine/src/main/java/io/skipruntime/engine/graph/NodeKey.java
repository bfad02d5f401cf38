package io.skipruntime.engine.graph;

import java.util.List;

/**
 * The identity of a node: the kind of operator, the nodes that it works on, and its function or
 * other arguments. Two nodes with equal identities are the same.
 *
 * @param kind the operator's class
 * @param inputs the nodes it works on, compared by identity
 * @param arguments its function's identity, or bounds, or a limit
 */
public record NodeKey(Class<? extends Node> kind, List<? extends Node> inputs, Object arguments) {}
