package io.skipruntime.spring.service;

import org.springframework.core.env.Environment;

/** The time between two checks of permissions and logins. */
public final class CheckInterval {

  private static final String PROPERTY = "skip.permissions.check-seconds";
  private static final double USUAL_SECONDS = 5;
  private static final double MILLIS = 1_000;

  private CheckInterval() {}

  /** The time as the application's properties say it, in milliseconds; 1 at least. */
  public static long millis(Environment environment) {
    double seconds = environment.getProperty(PROPERTY, Double.class, USUAL_SECONDS);
    return Math.max(1, Math.round(seconds * MILLIS));
  }
}
