package io.skipruntime.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A source of connections that break when they are told to: before a commit, or after it. */
final class FaultySource extends TestSource {

  /** The points at which the connection breaks. */
  enum Fault {
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  private final Database database;
  private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();

  FaultySource(Database database) {
    this.database = database;
  }

  /** Lets the next commit break the connection. */
  void fail(Fault fault) {
    next.set(fault);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection real = database.connect();
    return (Connection)
        Proxy.newProxyInstance(
            FaultySource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              Fault fault = method.getName().equals("commit") ? next.getAndSet(null) : null;
              if (fault == Fault.BEFORE_COMMIT) {
                real.close();
                throw new SQLNonTransientConnectionException("broken before the commit", "08006");
              }
              try {
                Object result = method.invoke(real, arguments);
                if (fault == Fault.AFTER_COMMIT) {
                  real.close();
                  throw new SQLNonTransientConnectionException("broken after the commit", "08006");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
