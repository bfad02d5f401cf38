/** The plans of queries: records that say what is computed, and nothing of how. */
@NullMarked
package io.skipruntime.sql.plan;

import org.jspecify.annotations.NullMarked;
