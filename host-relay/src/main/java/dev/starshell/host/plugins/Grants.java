package dev.starshell.host.plugins;

import dev.starshell.api.PluginContext;
import dev.starshell.api.PluginDescriptor;
import dev.starshell.api.command.Command;
import dev.starshell.api.command.Commands;
import dev.starshell.api.metrics.Metrics;
import dev.starshell.api.notice.Notices;
import dev.starshell.api.settings.Settings;
import dev.starshell.api.signal.Signalling;
import java.nio.file.Path;

/// Everything one started plugin was given, so that it can be taken back whole.
///
/// Thread: any.
final class Grants implements PluginContext, AutoCloseable {
  private final PluginDescriptor descriptor;
  private final Path home;
  private final Path data;
  private final Settings settings;
  private final PluginServices services;
  private final Commands commands;
  private final TrackedSignalling signalling;

  private volatile boolean isClosed;

  Grants(PluginJar jar, Path home, Path data, Settings settings, PluginServices services) {
    this.descriptor = jar.descriptor();
    this.home = home;
    this.data = data;
    this.settings = settings;
    this.services = services;
    this.commands = services.commandsOf(descriptor.id());
    this.signalling = new TrackedSignalling(services.signalling());
  }

  @Override
  public PluginDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public Path homeDirectory() {
    return home;
  }

  @Override
  public Path dataDirectory() {
    return data;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Signalling signalling() {
    return signalling;
  }

  @Override
  public Commands commands() {
    return this::register;
  }

  @Override
  public Metrics metrics() {
    return source -> {
      requireOpen();
      services.metricsOf(descriptor.id()).register(source);
    };
  }

  @Override
  public Notices notices() {
    return services.notices();
  }

  private void register(Command command) {
    requireOpen();
    commands.register(command);
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("plugin=" + descriptor.id() + " has stopped");
    }
  }

  /// Removes the commands: nobody new comes in while the plugin stops.
  void closeCommands() {
    isClosed = true;
    services.removeCommandsOf(descriptor.id());
  }

  /// Takes back everything, and closes stars and connections that the plugin left open.
  @Override
  public void close() {
    closeCommands();
    services.removeMetricsOf(descriptor.id());
    signalling.close();
  }
}
