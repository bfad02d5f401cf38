package io.skipruntime.engine.graph;

/**
 * Options that say how a graph works. None of it changes what its collections contain.
 *
 * @param verifiesDeterminism whether every function is run twice and the results are compared
 * @param interns whether who asks for a node that is there gets that one
 * @param compacts whether what a node need not remember of a one-to-one source entry is left out
 * @param threads how many threads run the functions of one node, at least 1
 * @param parallelAfterMicros after how many microseconds in which one thread ran the functions of a
 *     node the others join it
 * @param keepsVersions whether every version has the contents of all collections; otherwise those
 *     that cannot be read without the write lock are changed in place
 */
public record GraphOptions(
    boolean verifiesDeterminism,
    boolean interns,
    boolean compacts,
    int threads,
    long parallelAfterMicros,
    boolean keepsVersions) {}
