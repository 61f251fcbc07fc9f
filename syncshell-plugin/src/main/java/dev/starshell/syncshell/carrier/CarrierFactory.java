package dev.starshell.syncshell.carrier;

import dev.starshell.syncshell.crypto.seal.SealedFrames;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.Arrays;
import java.util.List;

/// Port: makes associations of one kind. Thread: any.
public interface CarrierFactory extends AutoCloseable {
  /// Begins the link of one generation: a group of associations with resources of its own.
  Bundle open(BundleSettings settings, BundleListener listener);

  /// Names of the servers that help to make links, without passwords.
  default List<String> servers() {
    return List.of();
  }

  /// Ends everything; no thread and no native handle of this factory remains.
  @Override
  void close();

  /// How the channels of one generation are laid out. Both sides use the same numbers.
  ///
  /// @param associations 1 to [dev.starshell.syncshell.limits.Limits#ASSOCIATIONS_MAX]
  /// @param channels all channels, channel 0 (control) among them; channel n lives on association n
  ///   modulo `associations`
  /// @param leading whether this side makes the offers
  record BundleSettings(int associations, int channels, boolean leading) {}

  /// The associations of one generation. Calls return at once and are carried out in order by the
  /// owner threads; none has an effect after [#close]. Thread: any.
  interface Bundle extends AutoCloseable {
    /// Room of [#sendInPlace] before and after a message. Unit: bytes.
    int ROOM_BEFORE = SealedFrames.HEADER_BYTES;

    int ROOM_AFTER = SealedFrames.TAG_BYTES;

    /// Applies the other side's offer (follower) and makes an answer.
    void applyOffer(int association, String sdp);

    /// Applies the other side's answer (leader).
    void applyAnswer(int association, String sdp);

    /// Adds a candidate of the other side. A bad one is reported and ignored.
    void addCandidate(int association, Candidate candidate);

    /// Sends one message on a channel. Waits for nothing.
    ///
    /// @param frame exactly the bytes of the message; not changed afterwards by the caller
    /// @return false if the channel is not open or more than the allowed bytes are buffered:
    ///   nothing was sent
    boolean send(int channel, byte[] frame);

    /// Sends the message that stands in an array between its first [#ROOM_BEFORE] and its last
    /// [#ROOM_AFTER] bytes. A carrier that seals does so in place, where [#send] would copy.
    ///
    /// @param array the carrier's own from now on if it was taken, else unchanged
    /// @return as [#send] does
    default boolean sendInPlace(int channel, byte[] array) {
      return send(channel, Arrays.copyOfRange(array, ROOM_BEFORE, array.length - ROOM_AFTER));
    }

    /// Bytes handed over and not yet taken by the network, as counted by this side. Cheap.
    long bufferedBytes(int channel);

    /// Whether a frame that cannot be opened is the other side's fault for sure: nobody in between
    /// could have changed what this bundle brings.
    default boolean accusable() {
      return true;
    }

    /// A frame that it brought could not be opened.
    default void spoiled() {}

    /// Closes all associations and frees what they used. Returns at once; what channel 0 had taken
    /// is given a moment to leave.
    @Override
    void close();
  }

  /// Hears of a bundle. Calls come on threads of the carrier; they must return at once and never
  /// throw.
  interface BundleListener {
    /// This side's offer of an association (leader only).
    void offerMade(int association, String sdp);

    /// This side's answer (follower only).
    void answerMade(int association, String sdp);

    /// A candidate of this side.
    void candidateFound(int association, Candidate candidate);

    /// A candidate of the other side was refused and ignored. Not a failure.
    ///
    /// @param reason a stable code
    default void candidateRefused(int association, String reason) {}

    /// Every channel of every association is open, and the certificate that each association really
    /// uses has the fingerprint of the other side's session description. The other side has said
    /// the same of itself, so that it takes what is sent from now on.
    void opened();

    /// An association is gone or never came up; the bundle is of no use any more. Told once.
    ///
    /// @param code stable
    /// @param sentence for people
    void failed(int association, String code, String sentence);

    /// A message came. The array is the listener's own.
    void received(int channel, byte[] frame);

    /// A message came, in the first bytes of an array that is lent for the time of the call.
    default void lent(int channel, byte[] array, int lengthBytes) {
      received(channel, Arrays.copyOf(array, lengthBytes));
    }

    /// So many frames of a channel have left for the network since the bundle was opened; those
    /// after them wait here.
    ///
    /// @param afterNanos when not all of them had left yet, by [System#nanoTime]: they have left
    ///   between then and now
    default void left(int channel, long frames, long afterNanos) {}

    /// A channel may take more after [Bundle#send] had refused. May come too often.
    void writable(int channel);
  }
}
