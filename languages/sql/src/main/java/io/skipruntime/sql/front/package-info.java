/** The way from the text of a query to its plan; the only package that knows the parser. */
@NullMarked
package io.skipruntime.sql.front;

import org.jspecify.annotations.NullMarked;
