package io.skipruntime.engine.operator;

/**
 * A node whose mapper runs where the entries of its keys are: of a collection that it is given as
 * colocated, the entry of the key that it runs for is there, and no other one has to be.
 */
interface OwnKeyReader {}
