package io.skipruntime.examples.conformance;

import java.util.List;

/** A user's name with the groups that the user is in. */
record Profile(String name, List<Long> groups) {}
