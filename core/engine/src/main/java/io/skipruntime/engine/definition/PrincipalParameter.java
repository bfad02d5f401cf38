package io.skipruntime.engine.definition;

import io.skipruntime.InvalidInputException;
import io.skipruntime.Principal;
import io.skipruntime.PrincipalRequiredException;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.json.Problem;
import io.skipruntime.json.Tuple;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameter of a resource or a command that says on whose behalf it is asked for: the component
 * of type {@link Principal}, or Optional of that, of the parameters' record. It is the only place
 * at which a principal may be, since it is the only one that is taken out of clients' hands.
 *
 * @param name the component's name
 * @param isOptional whether there may be none
 */
public record PrincipalParameter(String name, boolean isOptional) {

  /**
   * That of a type of parameters, if it has one.
   *
   * @param problems gets what is wrong
   */
  static Optional<PrincipalParameter> of(Type parameters, List<String> problems) {
    List<PrincipalParameter> found = new ArrayList<>();
    if (raw(parameters).filter(Class::isRecord).isEmpty() || parameters == Principal.class) {
      addHidden("", parameters, new HashSet<>(), problems);
      return Optional.empty();
    }
    for (RecordComponent component : raw(parameters).orElseThrow().getRecordComponents()) {
      Type type = component.getGenericType();
      if (type == Principal.class) {
        found.add(new PrincipalParameter(component.getName(), false));
      } else if (isOptional(type)) {
        found.add(new PrincipalParameter(component.getName(), true));
      } else {
        addHidden(component.getName(), type, new HashSet<>(), problems);
      }
    }
    if (parameters instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        addHidden("<" + argument.getTypeName() + ">", argument, new HashSet<>(), problems);
      }
    }
    boolean isTuple = raw(parameters).orElseThrow().isAnnotationPresent(Tuple.class);
    if (isTuple && !found.isEmpty()) {
      problems.add(
          "the parameters' record is a @Tuple, of which clients could set the Principal; leave out"
              + " the annotation");
    }
    if (found.size() > 1) {
      problems.add("there are several parameters of type Principal; there can be one");
    }
    return found.stream().findFirst();
  }

  private static boolean isOptional(Type type) {
    return type instanceof ParameterizedType generic
        && generic.getRawType() == Optional.class
        && generic.getActualTypeArguments()[0] == Principal.class;
  }

  private static Optional<Class<?>> raw(Type type) {
    return switch (type) {
      case Class<?> known -> Optional.of(known);
      case ParameterizedType generic -> raw(generic.getRawType());
      default -> Optional.empty();
    };
  }

  /** Looks for principals where clients could set them. */
  private static void addHidden(String path, Type type, Set<Type> seen, List<String> problems) {
    if (!seen.add(type)) {
      return;
    }
    if (type == Principal.class) {
      String place = path.isEmpty() ? "the parameters are" : "the parameter " + path + " has";
      problems.add(
          place
              + " a Principal, which clients could set; it must be a component of the parameters'"
              + " record itself, of type Principal or Optional<Principal>");
      return;
    }
    switch (type) {
      case ParameterizedType generic -> {
        for (Type argument : generic.getActualTypeArguments()) {
          addHidden(path, argument, seen, problems);
        }
      }
      case GenericArrayType array ->
          addHidden(path, array.getGenericComponentType(), seen, problems);
      case WildcardType wildcard -> {
        for (Type bound : wildcard.getUpperBounds()) {
          addHidden(path, bound, seen, problems);
        }
      }
      default -> {}
    }
    raw(type).ifPresent(known -> addHiddenOfClass(path, known, seen, problems));
  }

  private static void addHiddenOfClass(
      String path, Class<?> type, Set<Type> seen, List<String> problems) {
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        String below = path.isEmpty() ? component.getName() : path + "." + component.getName();
        addHidden(below, component.getGenericType(), seen, problems);
      }
    } else if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        addHidden(path, permitted, seen, problems);
      }
    }
  }

  /**
   * A client's parameters with the principal that it acts for.
   *
   * @param subject what has the parameters, for messages
   * @throws InvalidInputException if the client gave one itself
   * @throws PrincipalRequiredException if there is none, and it is not optional
   */
  Json with(String subject, Json given, Optional<Principal> user) {
    Json json = given.equals(Json.NULL) ? Json.object(Map.of()) : given;
    if (!(json instanceof JsonObject object)) {
      return json;
    }
    if (object.find(name).isPresent()) {
      throw new InvalidInputException(
          "parameters of " + subject,
          List.of(
              new Problem(
                  "/" + name.replace("~", "~0").replace("/", "~1"),
                  Problem.Kind.INVALID,
                  "is set from the user's verified token, and cannot be given")));
    }
    if (user.isEmpty()) {
      if (isOptional) {
        return json;
      }
      throw new PrincipalRequiredException(subject);
    }
    Map<String, Json> members = new HashMap<>(object.members());
    members.put(name, Json.from(user.get()));
    return Json.object(members);
  }
}
