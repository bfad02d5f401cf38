/** A poll. */
@NullMarked
package starter;

import org.jspecify.annotations.NullMarked;
