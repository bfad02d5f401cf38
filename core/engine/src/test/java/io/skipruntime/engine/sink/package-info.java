/** Tests of sinks, and a target in memory for them and for the tests of other modules. */
@NullMarked
package io.skipruntime.engine.sink;

import org.jspecify.annotations.NullMarked;
