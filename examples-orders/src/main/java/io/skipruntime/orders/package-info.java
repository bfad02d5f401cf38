/**
 * Orders of a topic with their products and regions of PostgreSQL: the service, its page, and the
 * program of both.
 */
@NullMarked
package io.skipruntime.orders;

import org.jspecify.annotations.NullMarked;
