/** The interfaces and events for those who watch the engine, or hook into it. */
@NullMarked
package io.skipruntime.engine.spi;

import org.jspecify.annotations.NullMarked;
