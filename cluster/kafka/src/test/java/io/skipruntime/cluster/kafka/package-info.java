/** Tests of the log in a topic, with a broker of this process. */
@NullMarked
package io.skipruntime.cluster.kafka;

import org.jspecify.annotations.NullMarked;
