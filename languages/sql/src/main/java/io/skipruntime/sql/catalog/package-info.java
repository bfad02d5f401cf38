/** The tables and types of SQL, and the errors that queries meet. */
@NullMarked
package io.skipruntime.sql.catalog;

import org.jspecify.annotations.NullMarked;
