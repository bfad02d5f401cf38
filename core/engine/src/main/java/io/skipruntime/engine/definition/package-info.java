/** What a service says about itself, and the graph that is built from it. */
@NullMarked
package io.skipruntime.engine.definition;

import org.jspecify.annotations.NullMarked;
