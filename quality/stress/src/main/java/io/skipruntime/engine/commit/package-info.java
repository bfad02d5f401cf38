/**
 * What happens when threads meet in the middle of something; in the package whose inside it needs.
 */
@NullMarked
package io.skipruntime.engine.commit;

import org.jspecify.annotations.NullMarked;
