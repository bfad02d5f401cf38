package io.skipruntime.engine.spi;

/**
 * The identity of a node of the graph: the same in every run of a program for the same operator
 * over the same inputs with the same function. Two nodes of one graph that do different things have
 * different identities; their names may be equal.
 *
 * <p>A function is the same if its class, or the place in the source at which a lambda was given to
 * an operator, and all it captured are the same.
 *
 * @param name the name that messages give the node, for example {@code groups.map(ActiveMembers)}
 * @param fingerprint 16 hexadecimal digits, a digest of what the node computes from what
 */
public record NodeId(String name, String fingerprint) {

  /** The name and the fingerprint, {@code name#fingerprint}. */
  @Override
  public String toString() {
    return name + "#" + fingerprint;
  }
}
