/** The part that example programs with a server have in common. */
@NullMarked
package io.skipruntime.examples.program;

import org.jspecify.annotations.NullMarked;
