package io.skipruntime.testkit.comparison;

import io.skipruntime.testkit.contents.EntryText;

/**
 * A resource with parameters. Where two are to be told apart, equal parameters are equal objects.
 *
 * @param resource name of the resource
 * @param params of the resource's type, or as the compared service takes them
 */
public record Instance(String resource, Object params) {
  @Override
  public String toString() {
    return resource + "(" + EntryText.of(params) + ")";
  }
}
