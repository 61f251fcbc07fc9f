package dev.starshell.host.console;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Standard output as native code sees it.
public final class NativeOutput {
  private static final Logger LOG = LoggerFactory.getLogger(NativeOutput.class);
  private static final String NOWHERE = "/dev/null";
  private static final int STANDARD_OUTPUT = 1;

  private NativeOutput() {}

  /// Sends what is written to standard output from now on to nowhere. For the end of the process:
  /// native libraries of plugins write lines there while the C library takes them down, after the
  /// last line of ours (docs/decisions/0008). Does nothing where there is no `/dev/null`.
  ///
  /// Thread: any.
  public static void hush() {
    System.out.flush();
    if (!new File(NOWHERE).exists()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      int nowhere =
          (int) function("creat", ValueLayout.ADDRESS).invokeExact(arena.allocateFrom(NOWHERE), 0);
      if (nowhere >= 0) {
        int _ = (int) function("dup2", ValueLayout.JAVA_INT).invokeExact(nowhere, STANDARD_OUTPUT);
      }
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      // Two odd lines are the worst that follows.
      LOG.debug("standard output of native code stays open", e);
    }
  }

  /// A function of the C library that takes this and an `int`, and returns an `int`.
  private static MethodHandle function(String name, ValueLayout first) {
    Linker linker = Linker.nativeLinker();
    MemorySegment found = linker.defaultLookup().find(name).orElseThrow();
    return linker.downcallHandle(
        found, FunctionDescriptor.of(ValueLayout.JAVA_INT, first, ValueLayout.JAVA_INT));
  }
}
