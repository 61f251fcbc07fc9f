package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Hkdf;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.limits.Limits;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/// What two members share after a handshake: the root of all keys of one generation. Each key is
/// handed out once, so that no counter ever begins anew under a key.
///
/// Thread: the owner's, which may hand it on. What it hands out belongs to whoever asked, who also
/// closes it.
public final class Session implements AutoCloseable {
  private static final String SIGNALS = "starshell/1 signals";
  private static final String FRAMES = "starshell/1 frames";

  private static final byte[] FROM_LEADER = {0};
  private static final byte[] FROM_FOLLOWER = {1};

  private final boolean leading;
  private final long generation;
  private final Digest handshake;
  private final Secret root;
  private final Set<Place> handedOut = new HashSet<>();

  private Session(boolean leading, long generation, Digest handshake, Secret root) {
    this.leading = leading;
    this.generation = generation;
    this.handshake = handshake;
    this.root = root;
  }

  /// Begins a session; takes the root over.
  ///
  /// @param handshake hash of the transcript, the same at both sides, not secret
  public static Session begin(boolean leading, long generation, Digest handshake, Secret root) {
    return new Session(leading, generation, handshake, root);
  }

  /// One channel of one association.
  ///
  /// @param association 0 to 255; from 128 on through the relay
  /// @param channel 0 to [Limits#CHANNELS_MAX] − 1
  public record ChannelPlace(int association, int channel) {
    public ChannelPlace {
      if (association < 0 || association > 255 || channel < 0 || channel >= Limits.CHANNELS_MAX) {
        throw new IllegalArgumentException(
            "association=" + association + " channel=" + channel + " outside 0..255, 0..19");
      }
    }
  }

  /// Whether this side leads.
  public boolean leading() {
    return leading;
  }

  /// The link's generation.
  public long generation() {
    return generation;
  }

  /// Hash of the whole handshake: the same at both sides, and nowhere else. Not secret.
  public Digest handshake() {
    return handshake;
  }

  /// Seals this side's signals.
  ///
  /// @throws IllegalStateException if it was asked for before, or after [#close]
  public SignalSealer signalSealer() {
    return new SignalSealer(signalKey(leading), generation);
  }

  /// Opens the other side's signals.
  ///
  /// @throws IllegalStateException if it was asked for before, or after [#close]
  public SignalOpener signalOpener() {
    return new SignalOpener(signalKey(!leading), generation);
  }

  /// Seals this side's frames on a channel.
  ///
  /// @throws IllegalStateException if it was asked for before, or after [#close]
  public FrameSealer frameSealer(CarrierBinding binding, ChannelPlace place) {
    return frameSealer(binding, place, SealedFrames.FRAMES_PER_KEY);
  }

  /// Opens the other side's frames on a channel.
  ///
  /// @throws IllegalStateException if it was asked for before, or after [#close]
  public FrameOpener frameOpener(CarrierBinding binding, ChannelPlace place) {
    return frameOpener(binding, place, SealedFrames.FRAMES_PER_KEY);
  }

  FrameSealer frameSealer(CarrierBinding binding, ChannelPlace place, long framesPerKey) {
    return new FrameSealer(frameKey(leading, binding, place), place.channel(), framesPerKey);
  }

  FrameOpener frameOpener(CarrierBinding binding, ChannelPlace place, long framesPerKey) {
    return new FrameOpener(frameKey(!leading, binding, place), place.channel(), framesPerKey);
  }

  private Secret signalKey(boolean fromLeader) {
    return handOut(Hkdf.info(SIGNALS, direction(fromLeader)));
  }

  private Secret frameKey(boolean fromLeader, CarrierBinding binding, ChannelPlace place) {
    byte[] where =
        ByteBuffer.allocate(3)
            .put((byte) place.association())
            .putShort((short) place.channel())
            .array();
    return handOut(
        Hkdf.info(
            FRAMES,
            ByteBuffer.allocate(Long.BYTES).putLong(generation).array(),
            binding.leader().toBytes(),
            binding.follower().toBytes(),
            direction(fromLeader),
            where));
  }

  private Secret handOut(byte[] info) {
    if (!handedOut.add(new Place(ByteBuffer.wrap(info)))) {
      throw new IllegalStateException("a key of generation=" + generation + " was asked for twice");
    }
    return Hkdf.expand(root, info, Aead.MATERIAL_BYTES);
  }

  private static byte[] direction(boolean fromLeader) {
    return fromLeader ? FROM_LEADER : FROM_FOLLOWER;
  }

  /// The info of a key that was handed out.
  private record Place(ByteBuffer info) {}

  /// Clears the root: no further key can be made. Those that were handed out stay.
  @Override
  public void close() {
    root.close();
  }

  @Override
  public String toString() {
    return "session " + handshake + " generation " + generation + " leading " + leading;
  }
}
