package io.skipruntime.examples.conformance;

import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import io.skipruntime.examples.conformance.ConformanceService.Group;
import io.skipruntime.examples.conformance.ConformanceService.Profile;
import io.skipruntime.examples.conformance.ConformanceService.User;
import java.util.List;

/** The mappers over users and groups. */
final class GroupFunctions {

  private GroupFunctions() {}

  /** A mapper from a group to its members of whom some user value is active. */
  record ActiveMembers(EagerCollection<Long, User> users)
      implements Mapper<Long, Group, Long, Long> {
    @Override
    public void mapEntry(Long gid, Values<Group> group, Emitter<Long, Long> out) {
      for (Long uid : group.getUnique().members()) {
        if (users.get(uid).stream().anyMatch(User::active)) {
          out.emit(gid, uid);
        }
      }
    }
  }

  /** A mapper that keeps the members who are among the friends. */
  record FilterFriends(List<Long> friends) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long gid, Values<Long> members, Emitter<Long, Long> out) {
      for (Long uid : members) {
        if (friends.contains(uid)) {
          out.emit(gid, uid);
        }
      }
    }
  }

  record GroupsOfUser() implements Mapper<Long, Group, Long, Long> {
    @Override
    public void mapEntry(Long gid, Values<Group> group, Emitter<Long, Long> out) {
      for (Long uid : group.getUnique().members()) {
        out.emit(uid, gid);
      }
    }
  }

  record ProfileOfUser(EagerCollection<Long, Long> groupsOfUser)
      implements Mapper<Long, User, Long, Profile> {
    @Override
    public void mapEntry(Long uid, Values<User> user, Emitter<Long, Profile> out) {
      out.emit(uid, new Profile(user.getUnique().name(), groupsOfUser.get(uid)));
    }
  }
}
