/** What those send who want a service to be slow, for the tests of all modules. */
@NullMarked
package io.skipruntime.engine.flood;

import org.jspecify.annotations.NullMarked;
