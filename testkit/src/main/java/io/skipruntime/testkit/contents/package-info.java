/** Contents of collections: how they are shown, and how two of them differ. */
@NullMarked
package io.skipruntime.testkit.contents;

import org.jspecify.annotations.NullMarked;
