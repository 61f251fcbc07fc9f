package dev.starshell.syncshell.journal.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.jdbc4.JDBC4Connection;

/// One open SQLite connection with its prepared statements. Thread: the journal's own.
///
/// The connection is made directly: `DriverManager` would keep the driver, and with it the class
/// loader of this plugin, for the life of the process.
final class Database implements AutoCloseable {
  private final Connection connection;
  private final Statement plain;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  private Database(Connection connection) throws SQLException {
    this.connection = connection;
    this.plain = connection.createStatement();
  }

  static Database open(Path file) throws SQLException {
    String name = file.toAbsolutePath().toString();
    Connection connection = new JDBC4Connection("jdbc:sqlite:" + name, name, new Properties());
    try {
      return new Database(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /// Runs a statement without parameters.
  void run(String sql) throws SQLException {
    plain.execute(sql);
  }

  /// The single number that a query without parameters gives.
  long number(String sql) throws SQLException {
    try (ResultSet rows = plain.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no row from: " + sql);
      }
      return rows.getLong(1);
    }
  }

  /// The single text that a query without parameters gives.
  String text(String sql) throws SQLException {
    try (ResultSet rows = plain.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  /// A statement with its parameters set. Kept open for the next use.
  PreparedStatement with(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      set(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  private static void set(PreparedStatement statement, int index, Object value)
      throws SQLException {
    switch (value) {
      case byte[] blob -> statement.setBytes(index, blob);
      case Long number -> statement.setLong(index, number);
      case Integer number -> statement.setInt(index, number);
      case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
      case String text -> statement.setString(index, text);
      default -> throw new IllegalArgumentException("parameter of " + value.getClass());
    }
  }

  /// Runs a change.
  ///
  /// @return how many rows it changed
  int change(String sql, Object... parameters) throws SQLException {
    return with(sql, parameters).executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    try {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
      plain.close();
    } finally {
      connection.close();
    }
  }
}
