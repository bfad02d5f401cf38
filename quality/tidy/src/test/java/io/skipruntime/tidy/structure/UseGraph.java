package io.skipruntime.tidy.structure;

import io.skipruntime.style.project.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Named things that use each other, such as packages or classes, each use with a description of one
 * place. Used by one thread.
 */
final class UseGraph {

  private final NavigableMap<String, NavigableMap<String, String>> uses = new TreeMap<>();

  /** Adds a use; of several between the same two the first description is kept. */
  void add(String user, String used, String description) {
    uses.computeIfAbsent(user, name -> new TreeMap<>()).putIfAbsent(used, description);
  }

  /** What a thing uses, with the description of one place. */
  private NavigableMap<String, String> usedBy(String user) {
    return uses.getOrDefault(user, new TreeMap<>());
  }

  /** A violation for each use by which a thing takes part in a circle; the user is its subject. */
  List<Violation> usesInCircles() {
    List<Violation> violations = new ArrayList<>();
    for (Set<String> circle : circles()) {
      for (String user : circle) {
        usedBy(user)
            .forEach((used, description) -> {
              if (circle.contains(used)) {
                violations.add(new Violation(user, "-> " + used + ": " + description));
              }
            });
      }
    }
    return violations;
  }

  /** The things that use themselves by way of others: each circle as a set, all sets disjoint. */
  private List<Set<String>> circles() {
    NavigableMap<String, Set<String>> reachable = new TreeMap<>();
    uses.keySet().forEach(user -> reachable.put(user, reachable(user)));
    List<Set<String>> circles = new ArrayList<>();
    Set<String> found = new HashSet<>();
    reachable.forEach((user, reached) -> {
      if (reached.contains(user) && !found.contains(user)) {
        Set<String> circle = new TreeSet<>(reached);
        circle.removeIf(other -> !reachable.getOrDefault(other, Set.of()).contains(user));
        circles.add(circle);
        found.addAll(circle);
      }
    });
    return circles;
  }

  private Set<String> reachable(String start) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(usedBy(start).keySet());
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next)) {
        open.addAll(usedBy(next).keySet());
      }
    }
    return reached;
  }
}
