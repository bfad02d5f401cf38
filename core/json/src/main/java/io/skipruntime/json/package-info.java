/** JSON values, their canonical order, and codecs for Java types. */
@NullMarked
package io.skipruntime.json;

import org.jspecify.annotations.NullMarked;
