package dev.starshell.host.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// Writes the log to `logs/host.log` and nothing to the console.
///
/// Five older files of 10 MiB are kept, so the log never takes more than 60 MiB.
public final class HostLog implements AutoCloseable {
  private static final long FILE_BYTES_MAX = 10L * 1024 * 1024;
  private static final int OLDER_FILES_MAX = 5;
  // One event, one line: line ends inside a message are shown as blanks.
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{24}:"
          + " %replace(%msg){'[\\r\\n]+',' '}%n%ex";

  private final LoggerContext context;

  private HostLog(LoggerContext context) {
    this.context = context;
  }

  /// Sends all logging of this process to the folder.
  ///
  /// @param level `error`, `warning`, `info`, `debug` or `trace`
  public static HostLog open(Path directory, String level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    RollingFileAppender<ILoggingEvent> appender = appender(context, directory);
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level.equals("warning") ? Level.WARN : Level.toLevel(level, Level.INFO));
    root.addAppender(appender);
    // The web server tells its whole life at INFO; its warnings are enough.
    context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
    context.getLogger("io.javalin").setLevel(Level.WARN);
    return new HostLog(context);
  }

  /// Writes what is pending and closes the file.
  @Override
  public void close() {
    context.stop();
  }

  private static RollingFileAppender<ILoggingEvent> appender(
      LoggerContext context, Path directory) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(PATTERN);
    encoder.start();

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName("host");
    appender.setFile(directory.resolve("host.log").toString());
    appender.setEncoder(encoder);

    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(appender);
    window.setFileNamePattern(directory.resolve("host.%i.log").toString());
    window.setMinIndex(1);
    window.setMaxIndex(OLDER_FILES_MAX);
    window.start();

    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(FILE_BYTES_MAX));
    trigger.start();

    appender.setRollingPolicy(window);
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }
}
