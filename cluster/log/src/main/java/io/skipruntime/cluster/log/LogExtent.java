package io.skipruntime.cluster.log;

import java.util.OptionalLong;

/**
 * The extent of a log, for operators.
 *
 * @param first the place of the first record that is there
 * @param segments how many files or the like it is in; empty if that is not known
 * @param bytes how many bytes its records take; empty if that is not known
 * @param snapshot the place of the newest snapshot; 0 if there is none
 */
public record LogExtent(long first, OptionalLong segments, OptionalLong bytes, long snapshot) {}
