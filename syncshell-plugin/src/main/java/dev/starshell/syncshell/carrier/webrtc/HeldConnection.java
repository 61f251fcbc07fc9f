package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.internal.NativeObject;
import dev.onvoid.webrtc.internal.RefCountedObject;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// The library's reference to one PeerConnection, which its `close()` forgets to give back. Each
/// forgotten one keeps the connection, an audio module and two threads for ever
/// ("AudioDeviceBuffer" and "rtc-low-prio"; measured: two threads for each bundle closed).
final class HeldConnection extends RefCountedObject {
  private static final VarHandle HANDLE = handle();

  /// Remembers the reference; the connection must not be closed yet.
  HeldConnection(RTCPeerConnection connection) {
    HANDLE.set((NativeObject) this, (long) HANDLE.get((NativeObject) connection));
  }

  /// Gives the reference back, once, after the connection was closed and before its factory is
  /// disposed of.
  ///
  /// @return whether it was the last: the connection is gone
  boolean giveBack() {
    release();
    return (long) HANDLE.get((NativeObject) this) == 0;
  }

  private static VarHandle handle() {
    try {
      return MethodHandles.privateLookupIn(NativeObject.class, MethodHandles.lookup())
          .findVarHandle(NativeObject.class, "nativeHandle", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
