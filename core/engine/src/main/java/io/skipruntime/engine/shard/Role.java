package io.skipruntime.engine.shard;

/** The reason for which entries go from one level to another, and so to which shards. */
public enum Role {
  /** The entries whose keys a shard owns, to that shard. */
  PART,
  /** All entries to every shard, because functions there look them up. */
  REPL,
  /** What source entries contribute to keys, to the shards that own the keys. */
  CONTRIB,
  /** The first keys of every shard, to every shard, which finds the first of all among them. */
  TAKE,
  /** All entries to one shard, which computes an operator of all keys. */
  WHOLE
}
