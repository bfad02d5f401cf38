package io.skipruntime.benchmarks;

import io.skipruntime.examples.groups.GroupsService.Group;
import io.skipruntime.examples.groups.GroupsService.User;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of W1 kept up to date by hand, with no more knowledge than the service gives: an index
 * tells which groups read a user; what these come to have, each open resource filters.
 */
final class GroupsByHand {

  private static final long[] NOBODY = {};

  /** An open resource. */
  private static final class Opened {
    final User user;
    final TreeMap<Integer, long[]> contents = new TreeMap<>();

    Opened(User user) {
      this.user = user;
    }
  }

  private final HashMap<Long, User> users = new HashMap<>();
  private final TreeMap<Integer, long[]> members = new TreeMap<>();
  private final HashMap<Long, int[]> groupsOfUser = new HashMap<>();
  private final TreeMap<Integer, long[]> activeMembers = new TreeMap<>();
  private final List<Opened> opened = new ArrayList<>();

  GroupsByHand(List<User> users, List<Group> groups) {
    for (int i = 0; i < users.size(); i++) {
      this.users.put((long) i, users.get(i));
    }
    for (int i = 0; i < groups.size(); i++) {
      long[] ids = groups.get(i).members().stream().mapToLong(Long::longValue).toArray();
      members.put(i, ids);
      for (long id : ids) {
        groupsOfUser.merge(id, new int[] {i}, GroupsByHand::concatenation);
      }
      long[] active = active(i);
      if (active.length > 0) {
        activeMembers.put(i, active);
      }
    }
  }

  private static int[] concatenation(int[] one, int[] other) {
    int[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private long[] active(int group) {
    long[] all = members.getOrDefault(group, NOBODY);
    long[] active = new long[all.length];
    int count = 0;
    for (long id : all) {
      User user = users.get(id);
      if (user != null && user.active()) {
        active[count++] = id;
      }
    }
    return Arrays.copyOf(active, count);
  }

  private static long[] friendsOf(User user, long[] candidates) {
    long[] found = NOBODY;
    int count = 0;
    for (long candidate : candidates) {
      if (user.friends().contains(candidate)) {
        found = count == 0 ? new long[candidates.length] : found;
        found[count++] = candidate;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private Opened filled(int id) {
    User user = users.get((long) id);
    if (user == null) {
      throw new IllegalArgumentException("there is no user " + id);
    }
    Opened resource = new Opened(user);
    activeMembers.forEach((group, active) -> {
      long[] friends = friendsOf(user, active);
      if (friends.length > 0) {
        resource.contents.put(group, friends);
      }
    });
    return resource;
  }

  /** Opens the resource of a user. */
  void open(int user) {
    opened.add(filled(user));
  }

  /** Computes the resource of a user once, and gives the sum that a subscriber would make of it. */
  long contents(int user) {
    long sum = 0;
    for (Map.Entry<Integer, long[]> entry : filled(user).contents.entrySet()) {
      sum += sum(entry.getKey(), entry.getValue());
    }
    return sum;
  }

  private static long sum(int group, long[] friends) {
    long sum = group;
    for (long friend : friends) {
      sum += friend;
    }
    return sum;
  }

  /** Changes a user, and gives the sum that the subscribers make of what they are sent. */
  long update(int id, User user) {
    users.put((long) id, user);
    TreeMap<Integer, long[]> changed = new TreeMap<>();
    for (int group : groupsOfUser.getOrDefault((long) id, new int[0])) {
      long[] now = active(group);
      if (replace(activeMembers, group, now)) {
        changed.put(group, now);
      }
    }
    long sum = 0;
    for (Opened resource : opened) {
      sum += update(resource, changed);
    }
    return sum;
  }

  private static long update(Opened resource, Map<Integer, long[]> changed) {
    List<Map.Entry<Integer, long[]>> event = new ArrayList<>(0);
    for (Map.Entry<Integer, long[]> entry : changed.entrySet()) {
      long[] friends = friendsOf(resource.user, entry.getValue());
      if (replace(resource.contents, entry.getKey(), friends)) {
        event.add(Map.entry(entry.getKey(), friends));
      }
    }
    long sum = 0;
    for (Map.Entry<Integer, long[]> entry : event) {
      sum += sum(entry.getKey(), entry.getValue());
    }
    return sum;
  }

  /** Puts values into a map, or removes the key if there are none; says whether that is new. */
  private static boolean replace(Map<Integer, long[]> map, int key, long[] values) {
    if (Arrays.equals(map.getOrDefault(key, NOBODY), values)) {
      return false;
    }
    if (values.length == 0) {
      map.remove(key);
    } else {
      map.put(key, values);
    }
    return true;
  }
}
