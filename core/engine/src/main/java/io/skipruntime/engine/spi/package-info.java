/** What those who watch the engine, or hook into it, are given. */
@NullMarked
package io.skipruntime.engine.spi;

import org.jspecify.annotations.NullMarked;
