/** The kinds of nodes, one per operator, and the handles by which functions use them. */
@NullMarked
package io.skipruntime.engine.operator;

import org.jspecify.annotations.NullMarked;
