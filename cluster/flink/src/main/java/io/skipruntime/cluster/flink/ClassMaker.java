package io.skipruntime.cluster.flink;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import java.lang.reflect.Constructor;

/**
 * A maker of the service of a class that has a constructor without parameters.
 *
 * @param className the name of the class, which the thread's class loader finds
 */
record ClassMaker(String className) implements ServiceMaker {

  @Override
  public SkipService<?, ?> make() {
    try {
      Constructor<?> constructor =
          Class.forName(className, true, Thread.currentThread().getContextClassLoader())
              .getDeclaredConstructor();
      constructor.setAccessible(true);
      if (constructor.newInstance() instanceof SkipService<?, ?> service) {
        return service;
      }
      throw new SkipException(className + " is not a SkipService");
    } catch (ClassNotFoundException e) {
      throw new SkipException("there is no class " + className + " on the class path", e);
    } catch (NoSuchMethodException e) {
      throw new SkipException(
          className
              + " has no constructor without parameters: add the job to an environment from a"
              + " program of your own, with SkipJob.of(() -> new …)",
          e);
    } catch (ReflectiveOperationException e) {
      Throwable cause = e.getCause();
      throw new SkipException("cannot make a " + className + ": " + (cause == null ? e : cause), e);
    }
  }
}
