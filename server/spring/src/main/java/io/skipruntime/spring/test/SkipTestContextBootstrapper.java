package io.skipruntime.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** The start of the context of a {@link SkipTest}. */
final class SkipTestContextBootstrapper extends TestSliceTestContextBootstrapper<SkipTest> {}
