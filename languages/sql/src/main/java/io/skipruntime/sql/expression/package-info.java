/**
 * The expressions of queries: records that are evaluated over rows, with the semantics of
 * PostgreSQL.
 */
@NullMarked
package io.skipruntime.sql.expression;

import org.jspecify.annotations.NullMarked;
