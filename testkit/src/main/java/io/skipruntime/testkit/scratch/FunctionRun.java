package io.skipruntime.testkit.scratch;

import java.util.List;

/**
 * One application of a function in an evaluation from scratch. If two evaluations have equal runs,
 * an engine that goes from the one state to the other need not run that function for that key.
 *
 * @param node identifies the collection: equal in two evaluations if it is the same there
 * @param function what the author wrote, with the collections it captured
 * @param key the key it was applied to
 * @param seen all it could see: the values it was given, then each read with its result
 */
public record FunctionRun(String node, Object function, Object key, List<Object> seen) {}
