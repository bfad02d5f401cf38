/** What the tests of several connectors have in common: servers in processes, and a service. */
@NullMarked
package io.skipruntime.connect.shared;

import org.jspecify.annotations.NullMarked;
