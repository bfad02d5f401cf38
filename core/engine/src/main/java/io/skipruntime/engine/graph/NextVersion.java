package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The version that a transaction makes, as far as it is known: what its slots are to hold beside
 * the contents of collections, and what it says of itself.
 */
final class NextVersion {

  private final GraphState graph;
  private final List<CollectionNode> touched = new ArrayList<>();
  private List<Publication> published = List.of();
  private List<CollectionNode> shown = List.of();
  private @Nullable Catalog catalog;

  /** The contents that a slot of the version is to hold. */
  private record Publication(int slot, @Nullable Object content) {}

  NextVersion(GraphState graph) {
    this.graph = graph;
  }

  /** Notes that the contents of a collection are others than they were. */
  void touch(CollectionNode node) {
    touched.add(node);
  }

  /** The collections whose contents are others. */
  List<CollectionNode> touched() {
    return touched;
  }

  /** Lets the version have the contents of a collection, which those before have not. */
  void show(CollectionNode node) {
    if (shown.isEmpty()) {
      shown = new ArrayList<>();
    }
    shown.add(node);
  }

  /** Puts {@code content} into a slot. */
  void publish(int slot, @Nullable Object content) {
    if (published.isEmpty()) {
      published = new ArrayList<>();
    }
    published.add(new Publication(slot, content));
  }

  /** What the version says of its contents. */
  Catalog catalog() {
    Catalog changed = catalog;
    return changed == null ? graph.catalog() : changed;
  }

  /** Lets the version say something else of its contents. */
  void catalog(Catalog changed) {
    catalog = changed;
  }

  /**
   * Makes the version.
   *
   * @param created the nodes that the transaction made
   * @param retired the nodes that it retired, perhaps some of those
   */
  Version build(long tick, List<Node> created, List<Node> retired) {
    Version.Editor editor = graph.head().edit();
    for (int i = 0; i < created.size(); i++) {
      Node node = created.get(i);
      if (node instanceof CollectionNode collection) {
        editor.set(collection.slot(), collection.content());
      }
    }
    for (int i = 0; i < touched.size(); i++) {
      CollectionNode node = touched.get(i);
      if (node.keepsVersions()) {
        editor.set(node.slot(), node.contents());
      }
    }
    for (int i = 0; i < shown.size(); i++) {
      CollectionNode node = shown.get(i);
      editor.set(node.slot(), node.contents());
    }
    for (int i = 0; i < published.size(); i++) {
      Publication each = published.get(i);
      editor.set(each.slot(), each.content());
    }
    if (catalog != null) {
      editor.set(Catalog.SLOT, catalog);
    }
    for (int i = 0; i < retired.size(); i++) {
      Node node = retired.get(i);
      if (node instanceof CollectionNode collection) {
        editor.set(collection.slot(), null);
      }
    }
    return editor.build(tick);
  }
}
