package io.skipruntime.spring.mount;

import org.springframework.core.env.Environment;

/**
 * The place in the application at which a part of the protocol is mounted.
 *
 * @param base what goes before the paths of the protocol; empty for none, else with a slash at the
 *     beginning and none at the end
 */
record MountPath(String base) {

  /** The property that has the path before those of subscribers; none by default. */
  static final String PROPERTY = "skip.path";

  /**
   * The property that has the path before those of backends, which may read and write everything;
   * the application's own rules have to guard that path.
   */
  static final String CONTROL_PROPERTY = "skip.control-path";

  private static final String VERSION = "/v1";

  /** The place for subscribers that the application's properties name. */
  static MountPath ofSubscribers(Environment environment) {
    return of(PROPERTY, environment.getProperty(PROPERTY, ""));
  }

  /**
   * The place for backends that the application's properties name.
   *
   * @throws IllegalArgumentException as {@link #of} does, and if it is empty: what is there would
   *     be taken for what subscribers use
   */
  static MountPath ofBackends(Environment environment) {
    MountPath place = of(CONTROL_PROPERTY, environment.getProperty(CONTROL_PROPERTY, ""));
    if (place.base.isEmpty()) {
      throw new IllegalArgumentException(
          CONTROL_PROPERTY + " has to name a path such as /internal");
    }
    return place;
  }

  /**
   * A place as it is configured, with or without slashes around it.
   *
   * @param property the property that says so
   * @throws IllegalArgumentException if it has what no path has
   */
  static MountPath of(String property, String configured) {
    String inside = configured.strip().replaceAll("^/+|/+$", "");
    if (!inside.matches("[A-Za-z0-9._~/-]*") || inside.contains("//")) {
      throw new IllegalArgumentException(
          property + " may have letters, digits and .-_~ between slashes, and is " + configured);
    }
    return new MountPath(inside.isEmpty() ? "" : "/" + inside);
  }

  /**
   * The path whose descendants are the protocol's. Where nothing goes before them, that is the
   * version alone: the rest is the application's.
   */
  String root() {
    return base.isEmpty() ? VERSION : base;
  }

  /** The path of the protocol that a path in the application stands for. */
  String inside(String path) {
    return path.startsWith(base) ? path.substring(base.length()) : path;
  }
}
