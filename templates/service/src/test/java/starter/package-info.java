/** Tests of the service. */
@NullMarked
package starter;

import org.jspecify.annotations.NullMarked;
