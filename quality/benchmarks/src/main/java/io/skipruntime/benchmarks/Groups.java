package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import io.skipruntime.examples.groups.GroupsService;
import io.skipruntime.examples.groups.GroupsService.Group;
import io.skipruntime.examples.groups.GroupsService.User;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * W1: users have friends, groups have members; for some users their active friends by group are
 * kept up to date. A user becomes active or inactive; a resource is opened and closed; all is
 * loaded.
 */
final class Groups {

  private static final int SEED = 42;
  private static final int FRIENDS = 10;
  private static final int MEMBERS = 20;
  private static final int USERS_PER_GROUP = 10;

  private final int size;
  private final Numbers numbers = new Numbers(SEED);
  private final List<User> users = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  private Groups(int size) {
    this.size = size;
    for (int i = 0; i < size; i++) {
      List<Long> friends = new ArrayList<>();
      for (int k = 0; k < FRIENDS; k++) {
        friends.add((long) numbers.below(size));
      }
      users.add(new User("User " + i, numbers.next() % 2 == 0, List.copyOf(friends)));
    }
    for (int i = 0; i < size / USERS_PER_GROUP; i++) {
      Set<Long> members = new LinkedHashSet<>();
      while (members.size() < MEMBERS) {
        members.add((long) numbers.below(size));
      }
      groups.add(new Group("Group " + i, List.copyOf(members)));
    }
  }

  static List<WorkTask> tasks() {
    List<WorkTask> tasks = new ArrayList<>();
    for (int size : List.of(10_000, 100_000)) {
      for (int resources : List.of(0, 100, 1000)) {
        tasks.add(
            new WorkTask(
                    "W1 toggle",
                    "N=" + size + " R=" + resources,
                    () -> new Groups(size).ourToggle(resources),
                    () -> new Groups(size).toggleByHand(resources))
                .withReference("groups", "toggle", size, resources));
      }
    }
    tasks.add(
        new WorkTask(
                "W1 instantiate",
                "N=10000",
                () -> new Groups(10_000).ourOpening(),
                () -> new Groups(10_000).openingByHand())
            .withReference("groups", "instantiate", 10_000));
    WorkTask load =
        new WorkTask(
            "W1 load",
            "N=100000",
            () -> new Groups(100_000).ourLoad(),
            () -> new Groups(100_000).loadByHand());
    tasks.add(load.checkedTimes(1).withReference("groups", "load", 100_000));
    return tasks;
  }

  /** One of the users that have no resource. */
  private int someUser() {
    return size / 2 + numbers.below(size / 2);
  }

  private User toggle(int user) {
    User before = users.get(user);
    User toggled = new User(before.name(), !before.active(), before.friends());
    users.set(user, toggled);
    return toggled;
  }

  /** The groups service with other data. */
  record Definition(List<User> users, List<Group> groups)
      implements SkipService<GroupsService.Inputs, GroupsService.Shared> {

    @Override
    public InitialData initialData() {
      return InitialData.empty().with("users", numbered(users)).with("groups", numbered(groups));
    }

    private static <V> List<Entry<Long, V>> numbered(List<V> values) {
      List<Entry<Long, V>> entries = new ArrayList<>(values.size());
      for (V value : values) {
        entries.add(Entry.of((long) entries.size(), value));
      }
      return entries;
    }

    @Override
    public Resources<GroupsService.Shared> resources() {
      return new GroupsService().resources();
    }

    @Override
    public GroupsService.Shared createGraph(GroupsService.Inputs in, Context context) {
      return new GroupsService().createGraph(in, context);
    }
  }

  private Service started() {
    return new Service(new Definition(users, groups));
  }

  private static void subscribe(Service service, long user) {
    service.<Long, Long>subscribe(
        "user " + user, "active_friends", user, entry -> sum(entry.key(), entry.values()));
  }

  /** What a subscriber makes of an entry. */
  static long sum(long group, List<Long> friends) {
    long sum = group;
    for (long friend : friends) {
      sum += friend;
    }
    return sum;
  }

  private Work ourToggle(int resources) {
    Service service = started();
    for (long user = 0; user < resources; user++) {
      subscribe(service, user);
    }
    service.takeSum();
    return new ServiceWork(
        service,
        i -> {
          int user = someUser();
          return service.update("users", List.of(Entry.of((long) user, toggle(user))));
        });
  }

  private Work ourOpening() {
    Service service = started();
    return new ServiceWork(
        service,
        i -> {
          long user = someUser();
          subscribe(service, user);
          service.unsubscribe("user " + user);
          return service.takeSum();
        });
  }

  /** A service with many groups, to be measured otherwise. */
  static Service service(int size) {
    return new Groups(size).started();
  }

  /** Opens the resource of a user, and closes it. */
  static void openAndClose(Service service, long user) {
    subscribe(service, user);
    service.unsubscribe("user " + user);
  }

  /** Loads of so many users and their groups. */
  static Work load(int size) {
    return new Groups(size).ourLoad();
  }

  private Work ourLoad() {
    return i -> {
      try (Service service = started()) {
        subscribe(service, 0);
        return service.takeSum();
      }
    };
  }

  private Work toggleByHand(int resources) {
    GroupsByHand store = new GroupsByHand(users, groups);
    for (int user = 0; user < resources; user++) {
      store.open(user);
    }
    return i -> {
      int user = someUser();
      return store.update(user, toggle(user));
    };
  }

  private Work openingByHand() {
    GroupsByHand store = new GroupsByHand(users, groups);
    return i -> store.contents(someUser());
  }

  private Work loadByHand() {
    return i -> new GroupsByHand(users, groups).contents(0);
  }
}
