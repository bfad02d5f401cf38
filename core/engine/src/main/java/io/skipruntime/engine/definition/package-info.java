/** The definition that a service gives of itself, and the graph that is built from it. */
@NullMarked
package io.skipruntime.engine.definition;

import org.jspecify.annotations.NullMarked;
