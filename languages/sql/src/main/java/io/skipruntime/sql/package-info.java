/** Queries in SQL over the collections of a service: live ones and ad hoc ones. */
@NullMarked
package io.skipruntime.sql;

import org.jspecify.annotations.NullMarked;
