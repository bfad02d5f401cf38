/**
 * The calls of async functions: which are needed, which go on, and what becomes of their outcomes.
 *
 * <p>{@code AsyncNode} of package {@code operator} says after each commit which values its keys
 * have. {@link io.skipruntime.engine.async.AsyncCalls} finds out which calls that needs; its {@link
 * io.skipruntime.engine.async.CallExecutor}s make them within the limits of their function's name,
 * and outcomes go back as deliveries of an external service. Nothing here runs in a transaction
 * except for taking notes, which is done by hooks after the commit.
 */
@NullMarked
package io.skipruntime.engine.async;

import org.jspecify.annotations.NullMarked;
