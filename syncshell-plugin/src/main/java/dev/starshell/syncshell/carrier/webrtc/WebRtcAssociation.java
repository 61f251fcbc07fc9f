package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One PeerConnection and its channels.
///
/// Thread: the bundle's owner thread, but for the observer's methods, which come on the library's
/// threads and do no more than hand a task to the owner.
final class WebRtcAssociation {
  private static final Logger log = LoggerFactory.getLogger(WebRtcAssociation.class);

  private final int index;
  private final WebRtcBundle bundle;
  private final ResidentCode resident;
  private final WebRtcSettings settings;
  private final Map<Integer, DataChannel> channels = new TreeMap<>();

  /// Where a message lies while the listener has it. The library's thread alone.
  private byte[] scratch = new byte[0];

  private final List<Candidate> heldCandidates = new ArrayList<>();

  private @Nullable RTCPeerConnection connection;
  private Optional<String> remoteFingerprint = Optional.empty();
  private boolean remoteGiven;
  private boolean remoteSet;
  private int remoteCandidates;
  private int localCandidates;
  private boolean verifying;
  private boolean verified;
  private volatile Optional<SelectedPath> path = Optional.empty();

  WebRtcAssociation(
      int index, WebRtcBundle bundle, ResidentCode resident, WebRtcSettings settings) {
    this.index = index;
    this.bundle = bundle;
    this.resident = resident;
    this.settings = settings;
  }

  void connect(PeerConnectionFactory factory, RTCConfiguration configuration) {
    connection = factory.createPeerConnection(configuration, new Events());
  }

  /// Adds a channel that both sides know by its number: it is never announced.
  void addChannel(int number) {
    live()
        .ifPresent(it ->
            channels.put(number, DataChannel.open(it, number, index, bundle, resident, this)));
  }

  boolean isReady() {
    return verified;
  }

  /// The path in use when the association was verified. Thread: any.
  Optional<SelectedPath> path() {
    return path;
  }

  // Signalling

  void offer() {
    live().ifPresent(it -> it.createOffer(new RTCOfferOptions(), new Made(true)));
  }

  void applyOffer(String sdp) {
    applyRemote(RTCSdpType.OFFER, sdp);
  }

  void applyAnswer(String sdp) {
    applyRemote(RTCSdpType.ANSWER, sdp);
  }

  /// One description of the other side is taken; a later one is a replay and changes nothing.
  private void applyRemote(RTCSdpType type, String given) {
    Optional<RTCPeerConnection> live = live();
    if (live.isEmpty() || remoteGiven) {
      return;
    }
    String sdp = settings.relayOnly() ? withoutBlocked(given) : given;
    Optional<SessionText> text = SessionText.read(sdp);
    if (text.isEmpty()) {
      bundle.fail(index, WebRtcFault.SDP_REFUSED);
      return;
    }
    remoteGiven = true;
    remoteFingerprint = Optional.of(text.get().fingerprint());
    live.get()
        .setRemoteDescription(
            new RTCSessionDescription(type, sdp),
            new Applied(() -> remoteSet(type == RTCSdpType.OFFER)));
  }

  private String withoutBlocked(String given) {
    // One that is too long is refused as it is; it is not worth a look at each line.
    if (given.length() > SessionText.LENGTH_MAX) {
      return given;
    }
    RelayFilter.Filtered filtered = RelayFilter.incoming(given);
    for (int i = 0; i < filtered.blocked(); i++) {
      bundle.refused(index, WebRtcFault.PRIVACY_BLOCKED);
    }
    return filtered.sdp();
  }

  private void remoteSet(boolean answerWanted) {
    remoteSet = true;
    heldCandidates.forEach(this::useCandidate);
    heldCandidates.clear();
    if (answerWanted) {
      live().ifPresent(it -> it.createAnswer(new RTCAnswerOptions(), new Made(false)));
    }
  }

  void addCandidate(Candidate candidate) {
    if (settings.relayOnly() && !RelayFilter.isRelayed(candidate)) {
      bundle.refused(index, WebRtcFault.PRIVACY_BLOCKED);
      return;
    }
    if (remoteCandidates >= CandidateText.COUNT_MAX
        || !CandidateText.usable(candidate, settings.nearAddresses())) {
      bundle.refused(index, WebRtcFault.ICE_CANDIDATE_REFUSED);
      return;
    }
    remoteCandidates++;
    if (remoteSet) {
      useCandidate(candidate);
    } else {
      heldCandidates.add(candidate);
    }
  }

  private void useCandidate(Candidate candidate) {
    try {
      live()
          .ifPresent(it ->
              it.addIceCandidate(
                  new RTCIceCandidate(candidate.mid(), candidate.lineIndex(), candidate.sdp())));
    } catch (Error | RuntimeException _) {
      // The library throws Error for a candidate that it cannot read; the link may do without.
      bundle.refused(index, WebRtcFault.ICE_CANDIDATE_REFUSED);
    }
  }

  private void tellCandidate(Candidate found) {
    Optional<Candidate> told =
        settings.relayOnly() ? RelayFilter.outgoing(found) : Optional.of(found);
    if (told.isPresent() && bundle.isLive() && localCandidates < CandidateText.COUNT_MAX) {
      localCandidates++;
      bundle.listener().candidateFound(index, told.get());
    }
  }

  private void useLocal(RTCSessionDescription made, boolean offer) {
    live()
        .ifPresent(it -> {
          // Told before it is set: candidates are found from then on, and must come after it.
          String told = settings.relayOnly() ? RelayFilter.outgoing(made.sdp) : made.sdp;
          if (offer) {
            bundle.listener().offerMade(index, told);
          } else {
            bundle.listener().answerMade(index, told);
          }
          it.setLocalDescription(made, new Applied(() -> {}));
        });
  }

  // Channels

  /// Room for a message of one of its channels, until the next one. The library tells messages of
  /// one connection on one thread.
  byte[] scratch(int bytes) {
    if (scratch.length < bytes) {
      scratch = new byte[bytes];
    }
    return scratch;
  }

  /// Sends one message.
  ///
  /// @return false if the association is of no use any more
  boolean send(int channel, byte[] frame) {
    DataChannel on = channels.get(channel);
    if (on == null || live().isEmpty()) {
      return false;
    }
    on.send(frame);
    return true;
  }

  /// Tells the other side that this one takes frames from now on.
  void sayReady(int channel) {
    DataChannel on = channels.get(channel);
    if (on != null && live().isPresent()) {
      on.sayReady();
    }
  }

  /// What the library still holds of a channel's messages. Unit: bytes.
  long heldBytes(int channel) {
    DataChannel on = channels.get(channel);
    return on == null || live().isEmpty() ? 0 : on.heldBytes();
  }

  /// Looks at the channels after one of them changed its state.
  void channelChanged() {
    if (live().isEmpty() || !bundle.isLive()) {
      return;
    }
    boolean allOpen = true;
    for (DataChannel channel : channels.values()) {
      switch (channel.look()) {
        case OPEN -> {}
        case CONNECTING -> allOpen = false;
        case CLOSING, CLOSED -> {
          bundle.fail(index, WebRtcFault.CHANNEL_CLOSED);
          return;
        }
      }
    }
    // An association without a channel of its own is ready once it is connected.
    if (allOpen && !verifying && (!channels.isEmpty() || isConnected())) {
      verifying = true;
      live().ifPresent(it -> it.getStats(report -> post(() -> verify(report))));
    }
  }

  private boolean isConnected() {
    return live()
        .map(it -> it.getConnectionState() == RTCPeerConnectionState.CONNECTED)
        .orElse(false);
  }

  private void verify(RTCStatsReport report) {
    Optional<String> fingerprintInUse = PeerCertificate.of(report);
    Optional<SelectedPath> used = SelectedPath.of(report);
    if (settings.relayOnly() && !used.map(SelectedPath::localRelayed).orElse(false)) {
      bundle.fail(index, WebRtcFault.PRIVACY_BLOCKED);
      return;
    }
    path = used;
    if (fingerprintInUse.isEmpty() || !fingerprintInUse.equals(remoteFingerprint)) {
      bundle.fail(index, WebRtcFault.DTLS_FINGERPRINT_MISMATCH);
      return;
    }
    verified = true;
    bundle.associationReady();
  }

  private void connectionChanged(RTCPeerConnectionState state) {
    switch (state) {
      case FAILED -> live().ifPresent(it -> it.getStats(report -> post(() -> failedBy(report))));
      case CLOSED -> bundle.fail(index, noPath());
      case CONNECTED -> channelChanged();
      // A connection that is disturbed may come back; the heartbeat of the link decides.
      case NEW, CONNECTING, DISCONNECTED -> {}
    }
  }

  /// The library checks the certificate itself during the handshake and then says no more than that
  /// the connection failed. A handshake that failed on a path that works is told as what it is.
  private void failedBy(RTCStatsReport report) {
    boolean handshake = PeerCertificate.isHandshakeFailed(report);
    bundle.fail(index, handshake ? WebRtcFault.DTLS_FINGERPRINT_MISMATCH : noPath());
  }

  private WebRtcFault noPath() {
    return settings.relayOnly() ? WebRtcFault.NO_RELAYED_PATH : WebRtcFault.CONNECTION_FAILED;
  }

  /// Frees everything. The connection goes before its channels: closing channels one by one under
  /// loss has crashed the library. Observers go first, so that nothing is called any more.
  void close() {
    RTCPeerConnection closing = connection;
    connection = null;
    if (closing == null) {
      return;
    }
    HeldConnection held = new HeldConnection(closing);
    channels.values().forEach(DataChannel::silence);
    closing.close();
    channels.values().forEach(DataChannel::dispose);
    channels.clear();
    if (!held.giveBack()) {
      log.atWarn().addKeyValue("association", index).log("a WebRTC connection is still in use");
    }
  }

  private Optional<RTCPeerConnection> live() {
    return Optional.ofNullable(connection);
  }

  private void post(Runnable task) {
    bundle.post(index, task);
  }

  // From the library's threads

  private final class Events implements PeerConnectionObserver {
    @Override
    public void onIceCandidate(RTCIceCandidate found) {
      Candidate candidate = new Candidate(found.sdpMid, found.sdpMLineIndex, found.sdp);
      post(() -> tellCandidate(candidate));
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
      post(() -> connectionChanged(state));
    }

    /// All channels are agreed on beforehand: one that is announced is none of ours.
    @Override
    public void onDataChannel(RTCDataChannel announced) {
      bundle.fail(index, WebRtcFault.CHANNEL_MISUSED);
    }
  }

  private final class Made implements CreateSessionDescriptionObserver {
    private final boolean offer;

    Made(boolean offer) {
      this.offer = offer;
    }

    @Override
    public void onSuccess(RTCSessionDescription description) {
      post(() -> useLocal(description, offer));
    }

    @Override
    public void onFailure(String error) {
      bundle.fail(index, WebRtcFault.NATIVE_CALL_FAILED);
    }
  }

  private final class Applied implements SetSessionDescriptionObserver {
    private final Runnable next;

    Applied(Runnable next) {
      this.next = next;
    }

    @Override
    public void onSuccess() {
      post(next);
    }

    @Override
    public void onFailure(String error) {
      bundle.fail(index, WebRtcFault.SDP_REFUSED);
    }
  }
}
