package dev.starshell.harness.lab.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few calls of the Linux C library that the JDK does not have. Each thread has its own.
///
/// Thread: one.
final class Posix implements AutoCloseable {
  static final int READ_WRITE = 2;
  static final int NON_BLOCKING = 0x800;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final short POLLIN = 1;
  private static final int POLL_BYTES = 8;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN = function("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = function("close", 0, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL =
      function("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle READ =
      function("read", 0, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE =
      function("write", 0, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle POLL =
      function("poll", 0, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SETNS = function("setns", 0, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle KILL = function("kill", 0, JAVA_INT, JAVA_INT, JAVA_INT);

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment watched = arena.allocate(POLL_BYTES, 4);

  private static MethodHandle function(
      String name, int variadicFrom, MemoryLayout result, MemoryLayout... words) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor shape = FunctionDescriptor.of(result, words);
    Linker.Option errno = Linker.Option.captureCallState("errno");
    MemorySegment address = linker.defaultLookup().findOrThrow(name);
    return variadicFrom == 0
        ? linker.downcallHandle(address, shape, errno)
        : linker.downcallHandle(
            address, shape, errno, Linker.Option.firstVariadicArg(variadicFrom));
  }

  int open(String path, int flags) throws IOException {
    try {
      int opened = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
      return requireDone(opened, "open " + path);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  void close(int descriptor) throws IOException {
    try {
      requireDone((int) CLOSE.invokeExact(state, descriptor), "close");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  void control(int descriptor, long request, MemorySegment argument) throws IOException {
    try {
      requireDone((int) IOCTL.invokeExact(state, descriptor, request, argument), "ioctl");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// @return bytes that were read; 0 if there is nothing now
  int read(int descriptor, MemorySegment into) throws IOException {
    try {
      long count = (long) READ.invokeExact(state, descriptor, into, into.byteSize());
      return (int) requireDoneOrLater(count, "read");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// @return whether it was taken; not, if there is no room now
  boolean write(int descriptor, MemorySegment from, int sizeBytes) throws IOException {
    try {
      long count = (long) WRITE.invokeExact(state, descriptor, from, (long) sizeBytes);
      return requireDoneOrLater(count, "write") > 0;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Waits until something can be read, or the time is over.
  void await(int descriptor, int millis) throws IOException {
    watched.set(JAVA_INT, 0, descriptor);
    watched.set(JAVA_INT, 4, POLLIN);
    try {
      requireDoneOrLater((int) POLL.invokeExact(state, watched, 1L, millis), "poll");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  /// Moves this thread, and only this one, to another network namespace.
  void enterNamespace(int descriptor) throws IOException {
    try {
      requireDone((int) SETNS.invokeExact(state, descriptor, 0x40000000), "setns");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  void signal(long pid, int number) throws IOException {
    try {
      requireDone((int) KILL.invokeExact(state, (int) pid, number), "kill");
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private int requireDone(int result, String call) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed with errno " + (int) ERRNO.get(state, 0L));
    }
    return result;
  }

  private long requireDoneOrLater(long result, String call) throws IOException {
    if (result >= 0) {
      return result;
    }
    int errno = (int) ERRNO.get(state, 0L);
    if (errno == EAGAIN || errno == EINTR) {
      return 0;
    }
    throw new IOException(call + " failed with errno " + errno);
  }

  private static IllegalStateException broken(Throwable e) {
    return new IllegalStateException("the C library could not be called", e);
  }

  @Override
  public void close() {
    arena.close();
  }
}
