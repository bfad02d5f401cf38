/** Tests of the recipes of docs/services.md. */
@NullMarked
package io.skipruntime.examples.recipes;

import org.jspecify.annotations.NullMarked;
