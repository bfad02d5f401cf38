@NullMarked
package io.skipruntime.spring.service;

import org.jspecify.annotations.NullMarked;
