package io.skipruntime.engine.spi;

/** The way in which several shards compute a collection, each a part. */
public enum Spread {
  /** It is written, and each shard has its own keys. */
  INPUT,
  /** Each shard computes its own keys, of its own keys of the inputs. */
  BY_KEY,
  /** Each shard runs the function over its own keys; what that emits goes to those who own it. */
  CONTRIBUTIONS,
  /** Each shard finds the first of its own keys, and all of them the first of those. */
  FIRST_KEYS,
  /** One shard computes all keys, of all keys of the inputs. */
  WHOLE,
  /** Each shard computes the entries that its functions ask for. */
  ON_DEMAND
}
