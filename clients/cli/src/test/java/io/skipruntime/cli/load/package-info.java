/** Tests of the parts of loading. */
@NullMarked
package io.skipruntime.cli.load;

import org.jspecify.annotations.NullMarked;
