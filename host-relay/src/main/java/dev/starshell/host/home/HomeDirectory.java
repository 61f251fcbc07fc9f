package dev.starshell.host.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where everything of one host lives.
///
/// ```
/// DIR/host.yaml          settings
/// DIR/plugins/*.jar      plugins, put there by the admin
/// DIR/data/host          what the host keeps for itself (0700)
/// DIR/data/plugins/ID    what a plugin keeps (0700)
/// DIR/run                lock, bridge socket and token of the running process (0700)
/// DIR/logs               host.log and its predecessors (0700)
/// ```
///
/// @param root absolute and normalised
public record HomeDirectory(Path root) {
  /// Room for a plugin's copy and its natives, some 120 MiB, and the log.
  private static final int ROOM_MIB_MIN = 256;

  public HomeDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /// The config file used unless another is named.
  public Path config() {
    return root.resolve("host.yaml");
  }

  /// Where plugin JARs are dropped.
  public Path plugins() {
    return root.resolve("plugins");
  }

  /// The host's own data.
  public Path hostData() {
    return data().resolve("host");
  }

  /// One plugin's own data.
  public Path pluginData(String id) {
    return data().resolve("plugins").resolve(id);
  }

  /// Files of the running process.
  public Path run() {
    return root.resolve("run");
  }

  /// Log files.
  public Path logs() {
    return root.resolve("logs");
  }

  /// What a person can do about a failure of the home's disk.
  ///
  /// @param otherwise the advice if there is room
  public String advice(String otherwise) {
    try {
      long freeMib = Files.getFileStore(root).getUsableSpace() >> 20;
      return freeMib < ROOM_MIB_MIN
          ? "its disk has only " + freeMib + " MiB left, free some space"
          : otherwise;
    } catch (IOException _) {
      // A disk that does not even say how full it is has another trouble.
      return otherwise;
    }
  }

  /// Makes the folders that hold secrets, or checks them. `plugins` is left alone: whether it
  /// exists tells a new home from an old one.
  ///
  /// @throws HomeFailure if one cannot be made or is open to other users
  public void ensure() throws HomeFailure {
    PrivateFiles.ensureDirectory(data());
    PrivateFiles.ensureDirectory(hostData());
    PrivateFiles.ensureDirectory(data().resolve("plugins"));
    PrivateFiles.ensureDirectory(run());
    PrivateFiles.ensureDirectory(logs());
  }

  private Path data() {
    return root.resolve("data");
  }
}
