/** The test kit as an extension of JUnit. */
@NullMarked
package io.skipruntime.testkit.junit;

import org.jspecify.annotations.NullMarked;
