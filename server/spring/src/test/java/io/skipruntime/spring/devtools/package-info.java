/** Tests of applications that devtools restart. */
@org.jspecify.annotations.NullMarked
package io.skipruntime.spring.devtools;
