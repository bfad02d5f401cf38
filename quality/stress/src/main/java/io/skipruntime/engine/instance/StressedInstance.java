package io.skipruntime.engine.instance;

/** Resource instances outside of any graph. */
public final class StressedInstance {

  private StressedInstance() {}

  /** An instance that is not in use. */
  public static ResourceInstance create() {
    return new ResourceInstance(new ResourceInstance.Key("resource", "parameters"), 0, 0);
  }
}
