/**
 * The shared graph of a service, computed on shards by a job of Flink. {@link
 * io.skipruntime.cluster.flink.SkipJob} is the job and the program that starts it.
 *
 * <p>A source reads the log of commits. One operator keeps the inputs, by groups of keys; for each
 * level of the plan, one has the shards; the last one publishes. The tick of a commit is Flink's
 * event time, and a watermark says that a tick is complete.
 */
@NullMarked
package io.skipruntime.cluster.flink;

import org.jspecify.annotations.NullMarked;
