/**
 * An auction in Spring Boot, twice: {@code skip} sends pages what they see by a service of Skip,
 * {@code sql} by queries and streams that are written by hand. Users, writes and the page are those
 * of {@code house}.
 */
@NullMarked
package io.skipruntime.auction;

import org.jspecify.annotations.NullMarked;
