/** An application with a reactive service, and its page. */
@NullMarked
package starter;

import org.jspecify.annotations.NullMarked;
