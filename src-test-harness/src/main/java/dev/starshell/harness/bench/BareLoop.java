package dev.starshell.harness.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One process's end of [BareLoopBench].
final class BareLoop implements AutoCloseable {
  private static final long HIGH_BYTES = 2L * 1024 * 1024;
  private static final long ASK_EVERY_BYTES = 512 * 1024;
  private static final long PATIENCE_SECONDS = 120;

  private final BareLoopBench.Plan plan;
  private final List<End> ends = new ArrayList<>();
  private final Deque<Runnable> disposals = new ArrayDeque<>();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong firstNanos = new AtomicLong();
  private final CompletableFuture<Long> allReceived = new CompletableFuture<>();

  private static final class End implements PeerConnectionObserver {
    private final CompletableFuture<Boolean> gathered = new CompletableFuture<>();
    private final CompletableFuture<Boolean> open = new CompletableFuture<>();
    private @Nullable RTCPeerConnection connection;
    private @Nullable RTCDataChannel channel;

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
      // The description carries them all once gathering is complete.
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
      if (state == RTCIceGatheringState.COMPLETE) {
        gathered.complete(true);
      }
    }

    RTCPeerConnection connection() {
      return Objects.requireNonNull(connection);
    }

    RTCDataChannel channel() {
      return Objects.requireNonNull(channel);
    }
  }

  BareLoop(BareLoopBench.Plan plan) {
    this.plan = plan;
    PeerConnectionFactory factory = factory();
    for (int i = 0; i < plan.associations(); i++) {
      if (i > 0 && plan.factoryEach()) {
        factory = factory();
      }
      End end = new End();
      RTCPeerConnection connection = factory.createPeerConnection(new RTCConfiguration(), end);
      end.connection = connection;
      RTCDataChannelInit how = new RTCDataChannelInit();
      how.negotiated = true;
      how.id = 0;
      RTCDataChannel channel = connection.createDataChannel("bare", how);
      end.channel = channel;
      channel.registerObserver(observer(end));
      ends.add(end);
      disposals.push(() -> {
        channel.unregisterObserver();
        connection.close();
        channel.dispose();
      });
    }
  }

  private PeerConnectionFactory factory() {
    HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    PeerConnectionFactory made = new PeerConnectionFactory(audio);
    disposals.push(() -> {
      made.dispose();
      audio.dispose();
    });
    return made;
  }

  private RTCDataChannelObserver observer(End end) {
    return new RTCDataChannelObserver() {
      @Override
      public void onBufferedAmountChange(long previous) {}

      @Override
      public void onStateChange() {
        if (end.channel().getState() == RTCDataChannelState.OPEN) {
          end.open.complete(true);
        }
      }

      @Override
      public void onMessage(RTCDataChannelBuffer message) {
        byte[] copy = new byte[message.data.remaining()];
        message.data.get(copy);
        firstNanos.compareAndSet(0, System.nanoTime());
        if (received.addAndGet(copy.length) >= plan.bytes()) {
          allReceived.complete(System.nanoTime() - firstNanos.get());
        }
      }
    };
  }

  String offer(int index) {
    RTCPeerConnection connection = ends.get(index).connection();
    Made made = new Made();
    connection.createOffer(new RTCOfferOptions(), made);
    return useLocal(index, made);
  }

  String answer(int index, String offer) {
    RTCPeerConnection connection = ends.get(index).connection();
    useRemote(connection, RTCSdpType.OFFER, offer);
    Made made = new Made();
    connection.createAnswer(new RTCAnswerOptions(), made);
    return useLocal(index, made);
  }

  void answered(int index, String answer) {
    useRemote(ends.get(index).connection(), RTCSdpType.ANSWER, answer);
  }

  private String useLocal(int index, Made made) {
    End end = ends.get(index);
    Applied applied = new Applied();
    end.connection().setLocalDescription(await(made.done), applied);
    await(applied.done);
    await(end.gathered);
    return end.connection().getLocalDescription().sdp;
  }

  private static void useRemote(RTCPeerConnection connection, RTCSdpType type, String sdp) {
    Applied applied = new Applied();
    connection.setRemoteDescription(new RTCSessionDescription(type, sdp), applied);
    await(applied.done);
  }

  void awaitOpen() {
    ends.forEach(end -> await(end.open));
  }

  /// From the first message received to the last. Unit: nanoseconds.
  long awaitAllReceived() {
    return await(allReceived);
  }

  /// Sends all bytes, each association its share from a thread of its own.
  void sendAll() throws InterruptedException {
    AtomicLong left = new AtomicLong(plan.bytes());
    List<Thread> threads = new ArrayList<>();
    for (End end : ends) {
      threads.add(Thread.ofPlatform().start(() -> send(end.channel(), left)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void send(RTCDataChannel channel, AtomicLong left) {
    byte[] message = new byte[plan.messageBytes()];
    RTCDataChannelBuffer buffer = new RTCDataChannelBuffer(ByteBuffer.wrap(message), true);
    long unasked = 0;
    try {
      while (left.addAndGet(-message.length) > -message.length) {
        channel.send(buffer);
        unasked += message.length;
        if (unasked >= ASK_EVERY_BYTES) {
          unasked = 0;
          while (channel.getBufferedAmount() > HIGH_BYTES) {
            LockSupport.parkNanos(1_000_000);
          }
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("sending failed", e);
    }
  }

  @Override
  public void close() {
    disposals.forEach(Runnable::run);
  }

  static String line(String text) {
    return "@ " + Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /// What a line of the other process says.
  static String text(@Nullable String line) {
    if (line == null || !line.startsWith("@ ")) {
      throw new IllegalStateException("the other process said: " + line);
    }
    String said = line.substring(2);
    return said.contains(" ") ? said : new String(Base64.getDecoder().decode(said), UTF_8);
  }

  private static <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static final class Made implements CreateSessionDescriptionObserver {
    private final CompletableFuture<RTCSessionDescription> done = new CompletableFuture<>();

    @Override
    public void onSuccess(RTCSessionDescription description) {
      done.complete(description);
    }

    @Override
    public void onFailure(String error) {
      done.completeExceptionally(new IllegalStateException(error));
    }
  }

  private static final class Applied implements SetSessionDescriptionObserver {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    @Override
    public void onSuccess() {
      done.complete(true);
    }

    @Override
    public void onFailure(String error) {
      done.completeExceptionally(new IllegalStateException(error));
    }
  }
}
