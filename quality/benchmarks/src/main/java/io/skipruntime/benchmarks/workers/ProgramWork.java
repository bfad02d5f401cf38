package io.skipruntime.benchmarks.workers;

import io.skipruntime.Entry;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Something that a program does again and again, as the reference's programs do it. */
abstract class ProgramWork {

  private static final int FRIENDS = 10;
  private static final int MEMBERS = 20;
  private static final int USERS_PER_GROUP = 10;
  private static final int ROWS = 100_000;
  private static final int TOGETHER = 10_000;
  private static final int HUNDRED = 100;
  private static final int FIRST_OWN = TOGETHER + ROWS / HUNDRED;
  private static final int FIRST_VALUE = 1_000_000;

  /** The program that does it. */
  final RunningProgram program;

  private ProgramWork(RunningProgram program) {
    this.program = program;
  }

  /**
   * Does it once more.
   *
   * @param i how often it has been done before
   * @return what the subscribers made of it
   */
  abstract long run(int i);

  /** Whether it can be done only once, and then has to be undone. */
  boolean isUndone() {
    return false;
  }

  /** Undoes what was done. */
  void undo() {}

  /** The work that the words after a program's name say, as those of the reference's programs. */
  static ProgramWork of(RunningProgram program, List<String> words) {
    String task = words.getFirst();
    return switch (task) {
      case "toggle" -> new Toggle(program, number(words, 1), number(words, 2));
      case "instantiate" -> new Opening(program, number(words, 1));
      case "load" -> new Load(program, number(words, 1));
      case "row", "all" -> new Rows(program, task.equals("row"));
      default -> throw new IllegalArgumentException("there is no work " + task);
    };
  }

  private static int number(List<String> words, int at) {
    return Integer.parseInt(words.get(at));
  }

  private static Entry<Json, Json> entry(long key, Json value) {
    return new Entry<>(Json.of(key), List.of(value));
  }

  private abstract static class OfGroups extends ProgramWork {
    private final int size;
    private final Numbers numbers = new Numbers(42);
    private final List<Map<String, Json>> users = new ArrayList<>();
    private final List<Entry<Json, Json>> groups = new ArrayList<>();

    OfGroups(RunningProgram program, int size) {
      super(program);
      this.size = size;
      for (int i = 0; i < size; i++) {
        List<Json> friends = new ArrayList<>();
        for (int k = 0; k < FRIENDS; k++) {
          friends.add(Json.of(numbers.below(size)));
        }
        Json active = Json.of(numbers.next() % 2 == 0);
        users.add(
            Map.of("name", Json.of("User " + i), "active", active, "friends", Json.array(friends)));
      }
      for (int i = 0; i < size / USERS_PER_GROUP; i++) {
        Set<Json> members = new LinkedHashSet<>();
        while (members.size() < MEMBERS) {
          members.add(Json.of(numbers.below(size)));
        }
        Json group =
            Json.object(
                Map.of("name", Json.of("Group " + i), "members", Json.array(List.copyOf(members))));
        groups.add(entry(i, group));
      }
    }

    void load() {
      List<Entry<Json, Json>> all = new ArrayList<>();
      for (Map<String, Json> user : users) {
        all.add(entry(all.size(), Json.object(user)));
      }
      program.update("users", all);
      program.update("groups", groups);
    }

    void clear() {
      program.update("groups", removed(groups.size()));
      program.update("users", removed(size));
    }

    private static List<Entry<Json, Json>> removed(int count) {
      List<Entry<Json, Json>> all = new ArrayList<>();
      for (int key = 0; key < count; key++) {
        all.add(new Entry<>(Json.of(key), List.of()));
      }
      return all;
    }

    /** One of the users that have no resource. */
    int someUser() {
      return size / 2 + numbers.below(size / 2);
    }

    Json toggled(int user) {
      Map<String, Json> before = users.get(user);
      boolean active = before.getOrDefault("active", Json.NULL).asBoolean();
      Map<String, Json> after = new HashMap<>(before);
      after.put("active", Json.of(!active));
      users.set(user, Map.copyOf(after));
      return Json.object(after);
    }

    void subscribe(String identifier, long user) {
      program.subscribe(
          identifier,
          "active_friends",
          Json.of(user),
          entry -> {
            long sum = entry.key().asLong();
            for (Json friend : entry.values()) {
              sum += friend.asLong();
            }
            return sum;
          });
    }
  }

  private static final class Toggle extends OfGroups {
    Toggle(RunningProgram program, int size, int resources) {
      super(program, size);
      load();
      for (int user = 0; user < resources; user++) {
        subscribe("user " + user, user);
      }
      program.takeSum();
    }

    @Override
    long run(int i) {
      int user = someUser();
      return program.update("users", List.of(entry(user, toggled(user))));
    }
  }

  private static final class Opening extends OfGroups {
    Opening(RunningProgram program, int size) {
      super(program, size);
      load();
      program.takeSum();
    }

    @Override
    long run(int i) {
      String identifier = "opening " + i;
      subscribe(identifier, someUser());
      program.unsubscribe(identifier);
      program.collectIdle();
      return program.takeSum();
    }
  }

  private static final class Load extends OfGroups {
    Load(RunningProgram program, int size) {
      super(program, size);
    }

    @Override
    long run(int i) {
      load();
      subscribe("user 0", 0);
      return program.takeSum();
    }

    @Override
    boolean isUndone() {
      return true;
    }

    @Override
    void undo() {
      program.unsubscribe("user 0");
      program.collectIdle();
      clear();
    }
  }

  private static final class Rows extends ProgramWork {
    private final boolean isRow;
    private final Numbers numbers = new Numbers(7);

    Rows(RunningProgram program, boolean isRow) {
      super(program);
      this.isRow = isRow;
      Set<Integer> references = new TreeSet<>();
      List<Entry<Json, Json>> rows = new ArrayList<>();
      for (int key = 0; key < ROWS; key++) {
        references.add(referenceOf(key));
        rows.add(row(key, key));
      }
      program.update("targets", references.stream().map(key -> entry(key, Json.of(key))).toList());
      program.update("rows", rows);
      program.subscribe(
          "all",
          "joined",
          Json.object(Map.of()),
          entry -> entry.key().asLong() + entry.values().getFirst().asLong());
      program.takeSum();
    }

    private static int referenceOf(int row) {
      if (row < TOGETHER) {
        return 0;
      }
      return row < FIRST_OWN ? 1 + (row - TOGETHER) / HUNDRED : 1000 + row;
    }

    private static Entry<Json, Json> row(int key, int value) {
      return entry(
          key,
          Json.object(Map.of("reference", Json.of(referenceOf(key)), "value", Json.of(value))));
    }

    @Override
    long run(int i) {
      int value = FIRST_VALUE + i;
      if (!isRow) {
        return program.update("targets", List.of(entry(0, Json.of(value))));
      }
      int key = FIRST_OWN + numbers.below(ROWS - FIRST_OWN);
      return program.update("rows", List.of(row(key, value)));
    }
  }
}
