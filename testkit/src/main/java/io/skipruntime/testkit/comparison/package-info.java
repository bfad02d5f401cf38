/**
 * The comparison of a running service with the prediction of what it has to be. {@code Comparison}
 * carries out steps on a {@code ComparedService} and looks after each of them at all that can be
 * seen; a {@code Model} predicts it. Those who make the steps are its drivers: the check of a
 * user's service in {@code consistency}, random programs, and runs over HTTP.
 *
 * <p>For one thread, except for what tells a subscriber that there is news.
 */
@NullMarked
package io.skipruntime.testkit.comparison;

import org.jspecify.annotations.NullMarked;
