package dev.starshell.host.bridge;

import dev.starshell.host.home.HomeDirectory;
import dev.starshell.host.home.PrivateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;

/// How to reach the bridge of the running host: `run/bridge.properties`, 0600, new at each start.
///
/// @param socket the Unix-domain socket
/// @param token 256 random bits in hex
record BridgeAddress(Path socket, String token) {
  private static final int TOKEN_BYTES = 32;

  /// Longest path of a socket. Unit: bytes. Source: sockaddr_un.sun_path, 104 on macOS and 108 on
  /// Linux and Windows, with its end mark.
  private static final int SOCKET_PATH_BYTES_MAX = 100;

  /// A fresh address in the home's run folder, or in a private folder of the system's own temp
  /// folder when the home's path is too long for a socket.
  static BridgeAddress fresh(HomeDirectory home) throws IOException {
    Path socket = home.run().resolve("bridge.sock");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_BYTES_MAX) {
      // createTempDirectory gives 0700 on POSIX.
      socket = Files.createTempDirectory("starshell-").resolve("bridge.sock");
    }
    byte[] token = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    return new BridgeAddress(socket, HexFormat.of().formatHex(token));
  }

  void write(HomeDirectory home) throws IOException {
    String path = socket.toString().replace("\\", "\\\\");
    String text = "socket=" + path + "\ntoken=" + token + "\n";
    PrivateFiles.write(file(home), text.getBytes(StandardCharsets.UTF_8));
  }

  /// The address that a host has left; that does not mean that it still runs.
  static Optional<BridgeAddress> read(HomeDirectory home) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file(home))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    String socket = properties.getProperty("socket");
    String token = properties.getProperty("token");
    return socket == null || token == null
        ? Optional.empty()
        : Optional.of(new BridgeAddress(Path.of(socket), token));
  }

  /// Removes the file, the socket, and the socket's own folder if it has one.
  void delete(HomeDirectory home) throws IOException {
    Files.deleteIfExists(file(home));
    Files.deleteIfExists(socket);
    Path folder = socket.getParent();
    if (folder != null && !folder.equals(home.run())) {
      Files.deleteIfExists(folder);
    }
  }

  static Path file(HomeDirectory home) {
    return home.run().resolve("bridge.properties");
  }

  /// Without the token.
  @Override
  public String toString() {
    return "BridgeAddress[" + socket + "]";
  }
}
