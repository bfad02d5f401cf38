package io.skipruntime.journal;

import io.skipruntime.Entry;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.engine.spi.StoredOutput;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import io.skipruntime.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A check of a data directory that computes again what is stored twice, and compares the digests:
 *
 * <ul>
 *   <li>each snapshot, with the one before it and the records of the log between them;
 *   <li>the contents of resources that a snapshot of an orderly stop has, with what the service
 *       computes from the inputs of that snapshot.
 * </ul>
 *
 * <p>Used by one thread.
 */
final class Recomputation {

  /** The state after a commit, folded from the snapshot of another one and the log. */
  interface Folding {
    State stateFrom(long base, long tick) throws IOException;
  }

  private final Files files;
  private final Folding folding;
  private final SkipService<?, ?> service;
  private final Consumer<String> progress;
  private final List<String> problems = new ArrayList<>();

  Recomputation(
      Files files, Folding folding, SkipService<?, ?> service, Consumer<String> progress) {
    this.files = files;
    this.folding = folding;
    this.service = service;
    this.progress = progress;
  }

  /** What differs, a line for each; empty if nothing does. */
  List<String> problems() throws IOException {
    List<Long> ticks = SnapshotFiles.ticks(files);
    for (int i = 0; i + 1 < ticks.size(); i++) {
      compareWithLog(SnapshotReader.open(files, ticks.get(i)), ticks.get(i + 1));
    }
    if (!ticks.isEmpty()) {
      compareOutputs(SnapshotReader.open(files, ticks.getFirst()));
    }
    return List.copyOf(problems);
  }

  private void compareWithLog(SnapshotReader snapshot, long before) throws IOException {
    Map<String, String> folded = digests(folding.stateFrom(before, snapshot.tick()));
    Map<String, String> stored = digests(snapshot);
    String name = SnapshotFiles.name(snapshot.tick());
    for (Map.Entry<String, String> each : stored.entrySet()) {
      if (!each.getValue().equals(folded.get(each.getKey()))) {
        problems.add(
            name
                + ": "
                + each.getKey()
                + " is not what the snapshot of tick "
                + before
                + " and the log give");
      }
    }
    progress.accept(name + ": compared with the log since tick " + before);
  }

  private static Map<String, String> digests(State state) {
    Map<String, String> digests = new TreeMap<>();
    for (StoredCollection collection : state.collections()) {
      Digest digest = new Digest();
      for (EntryBlock block : collection.blocks()) {
        digest.add(block);
      }
      if (digest.entries > 0) {
        digests.put(name(collection.collection()), digest.text());
      }
    }
    return digests;
  }

  private static String name(CollectionId id) {
    return switch (id) {
      case CollectionId.Input input -> "input " + input.name();
      case CollectionId.External external ->
          "external data " + external.service() + "/" + external.resource() + external.params();
    };
  }

  private void compareOutputs(SnapshotReader snapshot) {
    String name = SnapshotFiles.name(snapshot.tick());
    try (ServiceInstance computed =
        ServiceInstance.start(
            service,
            EngineOptions.defaults().withoutSinks().withPersistence(new PastJournal(snapshot)))) {
      int compared = 0;
      for (StoredOutput output : snapshot.outputs()) {
        Digest stored = new Digest();
        output.blocks().forEach(stored::add);
        for (StoredOutput.Instance instance : output.instances()) {
          compare(name, instance, stored.text(), computed);
          compared++;
        }
      }
      progress.accept(name + ": computed the service, and " + compared + " resource instances");
    } catch (SkipException e) {
      problems.add(name + ": the service cannot be computed: " + e.getMessage());
    }
  }

  private void compare(
      String name, StoredOutput.Instance instance, String stored, ServiceInstance computed) {
    String which = name + ": resource " + instance.resource() + " of " + instance.params();
    try {
      Digest digest = new Digest();
      for (Entry<Object, Object> entry :
          computed.<Object, Object>getAll(instance.resource(), instance.params())) {
        digest.add(entry.key(), entry.values());
      }
      if (!digest.text().equals(stored)) {
        problems.add(which + " is not what the service computes");
      }
    } catch (SkipException e) {
      problems.add(which + " cannot be computed: " + e.getMessage());
    }
  }

  /** A digest of entries in their order. Keys that are gone do not count. */
  private static final class Digest {
    private final MessageDigest hash;
    private long entries;

    Digest() {
      try {
        hash = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JVM has SHA-256", e);
      }
    }

    void add(EntryBlock block) {
      for (int i = 0; i < block.size(); i++) {
        add(block.key(i), block.values(i));
      }
    }

    void add(Object key, List<?> values) {
      if (!values.isEmpty()) {
        entries++;
        hash.update(Json.from(key).toString().getBytes(StandardCharsets.UTF_8));
        hash.update(Json.from(values).toString().getBytes(StandardCharsets.UTF_8));
      }
    }

    String text() {
      return HexFormat.of().formatHex(hash.digest());
    }
  }
}
