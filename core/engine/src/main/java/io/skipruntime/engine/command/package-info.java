/**
 * Commands: runs of an author's function that reads one version and writes the next, and the
 * answers that are remembered for those who ask again.
 */
@NullMarked
package io.skipruntime.engine.command;

import org.jspecify.annotations.NullMarked;
