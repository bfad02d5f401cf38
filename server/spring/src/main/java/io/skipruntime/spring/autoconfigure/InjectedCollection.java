package io.skipruntime.spring.autoconfigure;

import io.skipruntime.spring.SkipName;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.ResolvableType;

/**
 * An input or resource that is asked for at an injection point.
 *
 * @param name its name: that of a {@link SkipName}, or of the field or parameter
 * @param types the types of keys and values; none if the point leaves one of them open
 * @param place the point, for messages
 */
record InjectedCollection(String name, List<Type> types, String place) {

  /** What is asked for at a point whose type is, or provides, the given one. */
  static InjectedCollection of(InjectionPoint point, Class<?> type) {
    ResolvableType declared =
        point instanceof DependencyDescriptor descriptor
            ? descriptor.getResolvableType().as(type)
            : ResolvableType.NONE;
    List<ResolvableType> generics = Arrays.asList(declared.getGenerics());
    boolean isOpen = generics.stream().anyMatch(each -> each.resolve() == null);
    return new InjectedCollection(
        Optional.ofNullable(point.getAnnotation(SkipName.class))
            .map(SkipName::value)
            .orElseGet(() -> ownName(point)),
        isOpen ? List.of() : generics.stream().map(ResolvableType::getType).toList(),
        point.getMember().getDeclaringClass().getSimpleName() + "." + ownName(point));
  }

  /** The name of the field or parameter; empty if the class files do not have it. */
  private static String ownName(InjectionPoint point) {
    String name =
        point instanceof DependencyDescriptor descriptor ? descriptor.getDependencyName() : null;
    return Objects.requireNonNullElse(name, "");
  }
}
