/** The active friends of a user, in each group: a service, a web application and a client. */
@NullMarked
package io.skipruntime.examples.groups;

import org.jspecify.annotations.NullMarked;
