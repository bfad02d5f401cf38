package io.skipruntime.spring.test;

import io.skipruntime.SkipService;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** The filter of a {@link SkipTest}: services are found by scanning, and nothing else is. */
final class SkipTypeExcludeFilter
    extends StandardAnnotationCustomizableTypeExcludeFilter<SkipTest> {

  SkipTypeExcludeFilter(Class<?> testClass) {
    super(testClass);
  }

  @Override
  protected Set<Class<?>> getKnownIncludes() {
    return Set.of(SkipService.class);
  }
}
