package io.skipruntime.engine.instance;

/** Makes resource instances outside of any graph. */
public final class StressedInstance {

  private StressedInstance() {}

  /** An instance that nobody uses. */
  public static ResourceInstance create() {
    return new ResourceInstance(new ResourceInstance.Key("resource", "parameters"), 0, 0);
  }
}
