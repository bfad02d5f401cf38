/**
 * Services in Python: functions run in CPython processes, as workers. The package {@code skip} that
 * they use is in the same jar, from which Python imports it.
 */
@NullMarked
package io.skipruntime.language.python;

import org.jspecify.annotations.NullMarked;
