/** A service, and its page. */
@NullMarked
package starter;

import org.jspecify.annotations.NullMarked;
