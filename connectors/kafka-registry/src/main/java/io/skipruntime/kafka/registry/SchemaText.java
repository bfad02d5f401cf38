package io.skipruntime.kafka.registry;

import java.util.List;

/**
 * The text of a schema, with those of the schemas that it refers to.
 *
 * @param kind the registry's name for its language
 * @param imports what it refers to, directly or not, each after those that it refers to itself
 */
record SchemaText(String kind, String text, List<Import> imports) {

  /**
   * A schema that another one refers to.
   *
   * @param name what it is called there
   */
  record Import(String name, String text) {}
}
