package io.skipruntime.engine;

import io.skipruntime.engine.graph.Catalog;
import io.skipruntime.engine.heap.EntryBlocks;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.RememberedAnswer;
import io.skipruntime.engine.spi.ResumeMark;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a running service in one version. Versions are immutable, so that nothing has to be
 * copied or held up; what belongs to a version is found by the {@link Catalog} in it.
 */
final class ServiceState implements State {

  private final Version version;
  private final Catalog catalog;
  private final Set<ResourceInstance> instances;
  private final List<JournalRecord.LeaseOpened> leases;
  private final List<ResumeMark> marks;
  private final Map<StreamId, Json> newerPositions;
  private final List<RememberedAnswer> answers;
  private final List<StoredCollection> unmirrored;
  private final Set<CollectionId.External> unloaded;

  /**
   * The state in a version.
   *
   * @param instances the instances that may be open in it
   * @param leases the leases, at least as new
   * @param marks from which ticks subscribers may resume
   * @param newerPositions positions that are newer than those of the version, or not in it
   * @param answers the answers to commands of commits up to the version
   */
  ServiceState(
      Version version,
      Set<ResourceInstance> instances,
      List<JournalRecord.LeaseOpened> leases,
      List<ResumeMark> marks,
      Map<StreamId, Json> newerPositions,
      List<RememberedAnswer> answers) {
    this(version, instances, leases, marks, newerPositions, answers, List.of(), Set.of());
  }

  private ServiceState(
      Version version,
      Set<ResourceInstance> instances,
      List<JournalRecord.LeaseOpened> leases,
      List<ResumeMark> marks,
      Map<StreamId, Json> newerPositions,
      List<RememberedAnswer> answers,
      List<StoredCollection> unmirrored,
      Set<CollectionId.External> unloaded) {
    this.version = version;
    this.catalog = Catalog.of(version);
    this.instances = instances;
    this.leases = leases;
    this.marks = marks;
    this.newerPositions = newerPositions;
    this.answers = answers;
    this.unmirrored = unmirrored;
    this.unloaded = unloaded;
  }

  /**
   * The state of a service that shares an order of commits: what all processes have.
   *
   * @param unmirrored the external data that is no part of the version
   * @param unloaded the external collections of the version that have no data, and are empty
   */
  static ServiceState ofNode(
      Version version, List<StoredCollection> unmirrored, Set<CollectionId.External> unloaded) {
    return new ServiceState(
        version, Set.of(), List.of(), List.of(), Map.of(), List.of(), unmirrored, unloaded);
  }

  @Override
  public long tick() {
    return version.tick();
  }

  @Override
  public long millis() {
    return catalog.millis();
  }

  @Override
  public List<StoredCollection> collections() {
    List<StoredCollection> collections = new ArrayList<>(unmirrored);
    catalog.inputs().forEach((name, slot) -> add(new CollectionId.Input(name), slot, collections));
    catalog
        .external()
        .forEach((id, slot) -> {
          if (!unloaded.contains(id)) {
            add(id, slot, collections);
          }
        });
    return collections;
  }

  @SuppressWarnings("unchecked") // the slot of a collection has its contents
  private void add(CollectionId id, int slot, List<StoredCollection> collections) {
    if (version.get(slot) instanceof TickMap<?, ?> map) {
      TickMap<Object, ValueList> contents = (TickMap<Object, ValueList>) map;
      collections.add(new StoredCollection(id, contents.size(), EntryBlocks.of(contents)));
    }
  }

  @Override
  public Map<StreamId, Json> positions() {
    return catalog.withPositions(newerPositions).positions();
  }

  @Override
  public List<JournalRecord.LeaseOpened> leases() {
    return leases;
  }

  @Override
  public List<RememberedAnswer> answers() {
    return answers;
  }

  @Override
  public List<ResumeMark> resumeMarks() {
    return marks;
  }

  @Override
  public List<StoredOutput> outputs() {
    IdentityHashMap<TickMap<Object, ValueList>, List<StoredOutput.Instance>> byContents =
        new IdentityHashMap<>();
    for (ResourceInstance instance : instances) {
      instance
          .snapshot(version)
          .filter(snapshot -> snapshot.failure().isEmpty())
          .ifPresent(snapshot ->
              byContents
                  .computeIfAbsent(snapshot.contents(), first -> new ArrayList<>())
                  .add(
                      new StoredOutput.Instance(
                          instance.key().resource(),
                          Json.from(instance.key().params()),
                          snapshot.since())));
    }
    List<StoredOutput> outputs = new ArrayList<>(byContents.size());
    byContents.forEach((contents, sharing) ->
        outputs.add(
            new StoredOutput(
                sharing,
                contents.horizon(),
                keyClass(contents),
                (long) contents.size() + contents.tombstones(),
                EntryBlocks.withDeleted(contents))));
    return outputs;
  }

  /** The name of the class that all keys have; empty if they have several. */
  private static String keyClass(TickMap<Object, ValueList> contents) {
    Class<?> common = null;
    TickMap.Cursor<Object, ValueList> entries = contents.history();
    while (entries.next()) {
      Class<?> type = entries.key().getClass();
      if (common != null && common != type) {
        return "";
      }
      common = type;
    }
    return nameOf(common);
  }

  private static String nameOf(@Nullable Class<?> type) {
    return type == null ? "" : type.getName();
  }

  @Override
  public void close() {}
}
