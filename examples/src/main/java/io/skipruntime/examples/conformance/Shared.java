package io.skipruntime.examples.conformance;

import io.skipruntime.EagerCollection;
import io.skipruntime.examples.groups.GroupsService.Group;
import io.skipruntime.examples.groups.GroupsService.User;

/** The collections that the resources of {@link ConformanceService} are built from. */
record Shared(
    EagerCollection<Long, Long> a,
    EagerCollection<Long, Long> b,
    EagerCollection<Long, User> users,
    EagerCollection<Long, Group> groups,
    EagerCollection<Long, Long> activeMembers) {}
