/**
 * Reloading of a service when its classes are compiled anew, for development.
 *
 * <p>{@link io.skipruntime.server.reload.ServiceWatcher} looks for class files that have changed.
 * {@code ClassDirectories} finds them, {@code ClassFile} reads which classes a class refers to,
 * and a {@code Generation} is a loader that defines those anew that changed or refer to such; all
 * others stay what they were, so that equal functions remain equal and their nodes are kept.
 * {@code OpenedAccess} makes members public, because a package is split between loaders then.
 *
 * <p>One thread of the watcher does all of that and gives the new service to {@code
 * ServiceInstance.reload}.
 */
@NullMarked
package io.skipruntime.server.reload;

import org.jspecify.annotations.NullMarked;
