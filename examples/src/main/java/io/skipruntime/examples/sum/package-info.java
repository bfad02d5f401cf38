/** Adding and subtracting two collections of numbers. */
@NullMarked
package io.skipruntime.examples.sum;

import org.jspecify.annotations.NullMarked;
