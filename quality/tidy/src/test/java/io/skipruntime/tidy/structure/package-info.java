/** Checks of how modules and packages depend on each other, on the compiled classes. */
@NullMarked
package io.skipruntime.tidy.structure;

import org.jspecify.annotations.NullMarked;
