package io.skipruntime.json;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The collection classes whose instances never change. */
final class ImmutableClasses {

  private static final String JDK_FAMILY =
      List.of().getClass().getName().replaceFirst("\\$.*", "\\$");

  private static final Set<Class<?>> EMPTY_AND_SINGLETON =
      Set.of(
          Collections.emptyList().getClass(),
          Collections.emptySet().getClass(),
          Collections.emptyMap().getClass(),
          Collections.singletonList(0).getClass(),
          Collections.singleton(0).getClass(),
          Collections.singletonMap(0, 0).getClass());

  private ImmutableClasses() {}

  /** True if the elements of the collection cannot be replaced, added or removed. */
  static boolean isImmutableCollection(Collection<?> collection) {
    return collection instanceof LongList
        || collection instanceof ValueSet
        || isImmutable(collection.getClass());
  }

  /** True if the entries of the map cannot be replaced, added or removed. */
  static boolean isImmutableMap(Map<?, ?> map) {
    return map instanceof MemberMap || map instanceof ValueMap || isImmutable(map.getClass());
  }

  private static boolean isImmutable(Class<?> type) {
    return type.getName().startsWith(JDK_FAMILY) || EMPTY_AND_SINGLETON.contains(type);
  }
}
