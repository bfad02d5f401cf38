/** Tests of SQL, with PostgreSQL as the oracle. */
@NullMarked
package io.skipruntime.sql;

import org.jspecify.annotations.NullMarked;
