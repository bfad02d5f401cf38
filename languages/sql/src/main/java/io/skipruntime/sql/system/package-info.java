/** What queries are told of the service itself: its tables as PostgreSQL describes them. */
@NullMarked
package io.skipruntime.sql.system;

import org.jspecify.annotations.NullMarked;
