/** The examples by name, and the program that runs them. */
@NullMarked
package io.skipruntime.examples;

import org.jspecify.annotations.NullMarked;
