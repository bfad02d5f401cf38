package io.skipruntime.mirror;

/** Options for the way in which a follower mirrors the collections of its leader. */
public enum Mirroring {

  /**
   * All by one stream: what the leader commits at once is committed at once here, so that what is
   * consistent there is consistent here.
   */
  TOGETHER,

  /**
   * Each by a stream of its own, which a leader in TypeScript offers: each is consistent for
   * itself, but what one commit of the leader changed in several arrives in as many commits.
   */
  SEPARATELY
}
