/** The engine: runs a service and keeps its collections up to date. */
@NullMarked
package io.skipruntime.engine;

import org.jspecify.annotations.NullMarked;
