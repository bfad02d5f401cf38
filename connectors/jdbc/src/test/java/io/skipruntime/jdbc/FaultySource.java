package io.skipruntime.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A source of connections that break when they are told to: before a commit, or after it. */
final class FaultySource implements DataSource {

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

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("it wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
