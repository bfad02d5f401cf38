package io.skipruntime.examples.demo;

/**
 * Somebody who may bid.
 *
 * @param name the name for people
 */
record Bidder(String name) {}
