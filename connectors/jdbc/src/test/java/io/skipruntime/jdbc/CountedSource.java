package io.skipruntime.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A source of real connections that counts those that are taken and given back. */
final class CountedSource extends TestSource {

  private final DataSource source;
  final AtomicInteger taken = new AtomicInteger();
  final AtomicInteger given = new AtomicInteger();
  final AtomicInteger notAsTaken = new AtomicInteger();

  CountedSource(DataSource source) {
    this.source = source;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = source.getConnection();
    taken.incrementAndGet();
    return (Connection)
        Proxy.newProxyInstance(
            CountedSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                given.incrementAndGet();
                if (!connection.isClosed() && !connection.getAutoCommit()) {
                  notAsTaken.incrementAndGet();
                }
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return source.isWrapperFor(type);
  }
}
