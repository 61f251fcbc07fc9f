package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCPeerConnection;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// One channel of an association and its observer. Thread: the bundle's owner thread, but for the
/// observer's methods.
final class DataChannel {
  private static final byte[] READY = "ready".getBytes(US_ASCII);

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
  /// @throws IllegalStateException if the library refused it
  void send(byte[] frame) {
    send(frame, true);
  }

  /// Sends the carrier's own word, told from frames by being the only text message.
  void sayReady() {
    send(READY.clone(), false);
  }

  private void send(byte[] bytes, boolean binary) {
    try {
      channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(bytes), binary));
    } catch (Exception e) {
      throw new IllegalStateException("frameBytes=" + bytes.length + " was not sent", e);
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
        if (bytes > SessionText.MESSAGE_BYTES_MAX) {
          bundle.fail(index, WebRtcFault.CHANNEL_MISUSED);
          return;
        }
        byte[] frame = association.scratch(bytes);
        message.data.get(frame, 0, bytes);
        if (message.binary) {
          bundle.received(index, number, frame, bytes);
        } else if (Arrays.equals(frame, 0, bytes, READY, 0, READY.length)) {
          bundle.peerReady();
        } else {
          bundle.fail(index, WebRtcFault.CHANNEL_MISUSED);
        }
      } catch (Throwable _) {
        bundle.fail(index, WebRtcFault.NATIVE_CALL_FAILED);
      }
    }
  }
}
