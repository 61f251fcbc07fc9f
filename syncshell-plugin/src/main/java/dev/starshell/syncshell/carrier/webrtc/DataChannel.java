package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCPeerConnection;
import java.nio.ByteBuffer;

/// One channel of an association and its observer. Thread: the bundle's owner thread, but for the
/// observer's methods.
final class DataChannel {
  private final RTCDataChannel channel;
  private final ResidentCode resident;
  private final RTCDataChannelObserver relay;

  private DataChannel(RTCDataChannel channel, ResidentCode resident, RTCDataChannelObserver relay) {
    this.channel = channel;
    this.resident = resident;
    this.relay = relay;
  }

  static DataChannel open(
      RTCPeerConnection connection,
      int number,
      int index,
      WebRtcBundle bundle,
      ResidentCode resident,
      WebRtcAssociation association) {
    RTCDataChannelInit how = new RTCDataChannelInit();
    how.ordered = true;
    how.negotiated = true;
    // A second use of a number would crash the process; numbers are the bundle's channel numbers.
    how.id = number;
    RTCDataChannel made = connection.createDataChannel("c" + number, how);
    RTCDataChannelObserver relay = resident.relayTo(new Events(number, index, bundle, association));
    made.registerObserver(relay);
    // It may have opened before it was observed.
    bundle.post(index, association::channelChanged);
    return new DataChannel(made, resident, relay);
  }

  /// Sends one message of exactly the array's bytes: the library ignores a buffer's position and
  /// limit and sends the whole backing array.
  ///
  /// @return false if the library refused it
  boolean send(byte[] frame) {
    try {
      channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(frame), true));
      return true;
    } catch (Exception e) {
      throw new IllegalStateException("frameBytes=" + frame.length + " was not sent", e);
    }
  }

  long heldBytes() {
    return channel.getBufferedAmount();
  }

  /// The state, as the library has it now.
  RTCDataChannelState look() {
    return channel.getState();
  }

  /// Ends all calls of the observer.
  void silence() {
    resident.detach(relay);
    channel.unregisterObserver();
  }

  void dispose() {
    channel.dispose();
  }

  private record Events(int number, int index, WebRtcBundle bundle, WebRtcAssociation association)
      implements RTCDataChannelObserver {
    @Override
    public void onBufferedAmountChange(long previous) {
      // Never called by this version of the library.
    }

    @Override
    public void onStateChange() {
      bundle.post(index, association::channelChanged);
    }

    /// The buffer's memory is gone after the return, and an exception that left this method could
    /// end the process: copy, hand over, catch everything.
    @Override
    public void onMessage(RTCDataChannelBuffer message) {
      try {
        int bytes = message.data.remaining();
        if (!message.binary || bytes > SessionText.MESSAGE_BYTES_MAX) {
          bundle.fail(index, WebRtcFault.CHANNEL_MISUSED);
          return;
        }
        byte[] frame = new byte[bytes];
        message.data.get(frame);
        bundle.received(index, number, frame);
      } catch (Throwable _) {
        bundle.fail(index, WebRtcFault.NATIVE_CALL_FAILED);
      }
    }
  }
}
