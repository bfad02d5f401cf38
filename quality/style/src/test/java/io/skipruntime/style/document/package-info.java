/** Checks of the Markdown documents. */
@NullMarked
package io.skipruntime.style.document;

import org.jspecify.annotations.NullMarked;
