package io.skipruntime.examples.conformance;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Resource;
import io.skipruntime.examples.conformance.GroupFunctions.GroupsOfUser;
import io.skipruntime.examples.conformance.GroupFunctions.ProfileOfUser;
import io.skipruntime.examples.groups.GroupsService.FilterFriends;
import java.util.List;

/** The resources over users and groups. A record's components are its parameters. */
final class GroupResources {

  private GroupResources() {}

  record ActiveFriends(long uid) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      List<Long> friends =
          in.users().get(uid).stream().flatMap(user -> user.friends().stream()).toList();
      return in.activeMembers().map(new FilterFriends(friends));
    }
  }

  record Profiles() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Profile> instantiate(Shared in, Context context) {
      return in.users().map(new ProfileOfUser(in.groups().map(new GroupsOfUser())));
    }
  }
}
