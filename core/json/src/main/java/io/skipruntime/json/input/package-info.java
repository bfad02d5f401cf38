/** The reading of bytes and texts of others as they come: in codings, and with marks of editors. */
@NullMarked
package io.skipruntime.json.input;

import org.jspecify.annotations.NullMarked;
