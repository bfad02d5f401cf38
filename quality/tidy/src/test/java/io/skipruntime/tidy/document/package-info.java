/** Checks of the Markdown documents. */
@NullMarked
package io.skipruntime.tidy.document;

import org.jspecify.annotations.NullMarked;
