/**
 * The auction by hand: triggers tell which lot has changed, {@code LotListener} hears of it, {@code
 * Feed} asks the database what the open streams show of that lot, and a {@code Subscriber} sends
 * the difference to its page.
 */
@NullMarked
package io.skipruntime.auction.sql;

import org.jspecify.annotations.NullMarked;
