package io.skipruntime.engine.function;

import io.skipruntime.Mapper;
import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.spi.FunctionPlace;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An author's function as the function of a node. An operator takes it apart in one order: {@link
 * #identity} finds the node if there is one; else {@link #name}, {@link #nodes} and {@link
 * #boundTo} make it.
 *
 * <p>Two functions of one class that captured equal things are the same function. A node runs a
 * copy of its function in which every collection is bound to the node's own {@link Evaluation}.
 */
public final class NodeFunction {

  private final Object user;
  private final Object identity;
  private @Nullable String name;
  private @Nullable FunctionPlace place;

  private NodeFunction(Object user) {
    this.user = user;
    this.identity = Captured.identity(user);
  }

  /**
   * A function of an author: a record, a lambda, an enum constant, or a {@link
   * io.skipruntime.engine.spi.UserFunction}.
   *
   * @throws WiringException if it captured anything but collections and immutable values
   */
  public static NodeFunction of(Object function) {
    Captured.requirePure(function);
    return new NodeFunction(function);
  }

  /**
   * As {@link #of}, of a function that runs outside of transactions, and may have captured anything
   * by which it reaches other systems. What is no value is the same only if it is equal.
   *
   * @throws WiringException if it is no function
   */
  public static NodeFunction ofService(Object function) {
    Captured.requireFunction(function);
    return new NodeFunction(function);
  }

  /**
   * The same function of other collections, with the name and the place that this one has.
   *
   * @param nodes gives, for each of {@link #nodes}, the one that takes its place
   */
  public NodeFunction over(UnaryOperator<Node> nodes) {
    NodeFunction other = new NodeFunction(Captured.over(user, nodes));
    other.name = name();
    other.place = place;
    return other;
  }

  /** The function as the author made it. */
  public Object user() {
    return user;
  }

  /** What makes it the same as another, compared by {@code equals}. */
  public Object identity() {
    return identity;
  }

  /**
   * How messages name it: by the simple name of its class or, if it is or has a lambda, by the
   * place at which the author's code called the operator. For that, it must be asked for first
   * while that call goes on.
   */
  public String name() {
    String known = name;
    if (known == null) {
      known = Captured.nameOf(user);
      if (isNamedByPlace()) {
        String before = user.getClass().isHidden() ? "" : known + " at ";
        place = CallSite.current().orElse(null);
        known = place == null ? known : before + place;
      }
      name = known;
    }
    return known;
  }

  /**
   * The place in the source: of a lambda, or the framework's function around one, that of the call
   * of the operator, if {@link #name} was asked for while it went on; else that of a method.
   *
   * @param method the method of the function's class that the node runs
   */
  public FunctionPlace place(String method) {
    FunctionPlace known = place;
    return known == null ? new FunctionPlace(user.getClass().getName(), method, 0) : known;
  }

  /** Whether it is a lambda, or the framework's function around what an author gave it. */
  private boolean isNamedByPlace() {
    Class<?> type = user.getClass();
    return type.isHidden()
        || (type.getPackageName().equals(Mapper.class.getPackageName())
            && Captured.hasLambda(user));
  }

  /** Its name and all it captured, as a text that is the same in every run of the program. */
  public String fingerprint() {
    String text = Captured.text(user);
    return isNamedByPlace() ? name() + text : user.getClass().getName() + text;
  }

  /**
   * The class that it is of, or that a lambda is in, and all it captured, as a text that does not
   * depend on lines of the source; of what is no value the class alone.
   */
  public String capturedText() {
    return Captured.text(user);
  }

  /** The nodes that it captured, each once. */
  public List<Node> nodes() {
    return Captured.nodes(user);
  }

  /** The nodes that it captured only as ones of which it looks up its own key. */
  public List<Node> colocated() {
    return Captured.colocated(user);
  }

  /** A copy whose collections record what is read in {@code evaluation}. */
  public Object boundTo(Evaluation evaluation) {
    return Captured.bind(user, evaluation);
  }
}
