/** A board of posts in PostgreSQL: its service, its web application, and the program of both. */
@NullMarked
package io.skipruntime.board;

import org.jspecify.annotations.NullMarked;
