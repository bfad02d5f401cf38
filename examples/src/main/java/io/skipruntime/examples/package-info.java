/** The examples by name, the program that runs them, and the base of those that have a page. */
@NullMarked
package io.skipruntime.examples;

import org.jspecify.annotations.NullMarked;
