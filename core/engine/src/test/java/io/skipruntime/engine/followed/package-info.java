/** A service that mirrors the resources of a connector, for the tests of connectors. */
@NullMarked
package io.skipruntime.engine.followed;

import org.jspecify.annotations.NullMarked;
