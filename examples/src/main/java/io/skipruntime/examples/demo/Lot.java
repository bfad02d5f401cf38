package io.skipruntime.examples.demo;

/**
 * A thing that is sold.
 *
 * @param title its name for people
 * @param start what it costs as long as there are no bids, in euros
 * @param reserve the price below which it would not be sold
 */
record Lot(String title, long start, long reserve) {}
