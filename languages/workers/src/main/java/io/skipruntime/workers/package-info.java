/**
 * Services in other languages. Their functions run in <em>workers</em>: processes that the JVM
 * starts, and asks in <em>frames</em> ({@code docs/workers.md}). The engine, all state and the
 * network stay here.
 *
 * <p>{@code WorkerCommand} runs a file; {@code WorkerPool} keeps workers alive and runs functions
 * in them; {@code WorkerService} is a service as the engine sees it, made of what a worker
 * describes. A {@link io.skipruntime.workers.WorkerLanguage} adds a language, and nothing else here
 * knows any.
 */
@NullMarked
package io.skipruntime.workers;

import org.jspecify.annotations.NullMarked;
