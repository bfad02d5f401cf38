package io.skipruntime.examples.conformance;

import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Mapper;
import io.skipruntime.Values;
import io.skipruntime.examples.groups.GroupsService.Group;
import io.skipruntime.examples.groups.GroupsService.User;

/**
 * The mappers over users and groups. Those of the groups service refuse a user with several values,
 * these do not.
 */
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
