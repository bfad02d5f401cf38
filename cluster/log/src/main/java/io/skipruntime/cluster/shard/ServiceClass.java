package io.skipruntime.cluster.shard;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import java.lang.reflect.Constructor;

/** The making of a service whose class is named by a command line, or by a job. */
public final class ServiceClass {

  private ServiceClass() {}

  /**
   * A service of a class of this program.
   *
   * @throws SkipException if the class cannot be used; the message says why
   */
  static SkipService<?, ?> make(String className) {
    return make(
        className,
        ServiceClass.class.getClassLoader(),
        "use Plan.of(service), or Shards.run(service), from a program of your own");
  }

  /**
   * A service of a class that has a constructor without parameters.
   *
   * @param loader finds the class
   * @param otherwise says what to do if the class has no such constructor
   * @throws SkipException if the class cannot be used; the message says why
   */
  public static SkipService<?, ?> make(String className, ClassLoader loader, String otherwise) {
    try {
      Constructor<?> constructor = Class.forName(className, true, loader).getDeclaredConstructor();
      constructor.setAccessible(true);
      if (constructor.newInstance() instanceof SkipService<?, ?> service) {
        return service;
      }
      throw new SkipException(className + " is not a SkipService");
    } catch (ClassNotFoundException e) {
      throw new SkipException("there is no class " + className + " on the class path", e);
    } catch (NoSuchMethodException e) {
      throw new SkipException(
          className + " has no constructor without parameters: " + otherwise, e);
    } catch (ReflectiveOperationException e) {
      Throwable cause = e.getCause();
      throw new SkipException("cannot make a " + className + ": " + (cause == null ? e : cause), e);
    }
  }
}
