/** A list of tasks: each of its resources is a recipe of docs/services.md. */
@NullMarked
package io.skipruntime.examples.recipes;

import org.jspecify.annotations.NullMarked;
