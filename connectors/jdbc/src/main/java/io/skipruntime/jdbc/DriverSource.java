package io.skipruntime.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A source of new connections by the driver that knows an address. Thread-safe. */
final class DriverSource implements DataSource {

  private static final String USER = "user";

  private final String url;
  private final Properties properties;

  DriverSource(String url, Properties properties) {
    this.url = url;
    this.properties = properties;
  }

  /** What no message may have: the address, and all properties except for the user. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    secrets.add(url);
    for (String name : properties.stringPropertyNames()) {
      if (!name.equals(USER)) {
        secrets.add(properties.getProperty(name));
      }
    }
    return secrets;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is one of the properties");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("there is no log");
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("the poll has a time-out");
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("there is no logger");
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
