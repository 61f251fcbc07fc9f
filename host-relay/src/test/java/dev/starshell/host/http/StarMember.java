package dev.starshell.host.http;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.MemberSigner;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A member with a key of its own that keeps what it hears.
final class StarMember implements MemberSigner, StarListener {
  /// What a listener hears.
  sealed interface Heard {}

  record Connected(Set<MemberId> present) implements Heard {}

  record Disconnected(String code, String sentence, boolean willRetry) implements Heard {}

  record Present(MemberId member) implements Heard {}

  record Absent(MemberId member) implements Heard {}

  record Received(MemberId from, int kind, String payload) implements Heard {}

  record Refused(MemberId to, String code) implements Heard {}

  record Alive() implements Heard {}

  private final KeyPair pair;
  private final MemberId id;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  StarMember() {
    try {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
    byte[] spki = pair.getPublic().getEncoded();
    id = MemberId.of(Arrays.copyOfRange(spki, spki.length - MemberId.LENGTH_BYTES, spki.length));
  }

  StarTicket ticket(StarId star, List<RelayAddress> addresses, byte[] pin, String credential) {
    return new StarTicket(
        star,
        addresses,
        pin,
        this,
        credential.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /// The next thing heard, which must be of this kind.
  <T extends Heard> T next(Class<T> kind) throws InterruptedException {
    Heard next = heard.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing heard within 10 s, wanted " + kind.getSimpleName());
    }
    if (!kind.isInstance(next)) {
      throw new AssertionError("wanted " + kind.getSimpleName() + " but heard " + next);
    }
    return kind.cast(next);
  }

  /// The next thing of this kind; others are dropped.
  <T extends Heard> T awaits(Class<T> kind) throws InterruptedException {
    long untilNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      Heard next = heard.poll(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("no " + kind.getSimpleName() + " heard within 30 s");
      }
      if (kind.isInstance(next)) {
        return kind.cast(next);
      }
    }
  }

  /// What is heard within this time, if anything is.
  Optional<Heard> hearsWithin(Duration span) throws InterruptedException {
    return Optional.ofNullable(heard.poll(span.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// Whether nothing is heard for this long.
  boolean hearsNothingFor(Duration span) throws InterruptedException {
    Heard next = heard.poll(span.toMillis(), TimeUnit.MILLISECONDS);
    if (next != null) {
      throw new AssertionError("heard " + next);
    }
    return true;
  }

  @Override
  public MemberId id() {
    return id;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException refused) {
      throw new IllegalStateException(refused);
    }
  }

  @Override
  public void connected(Set<MemberId> present) {
    heard.add(new Connected(present));
  }

  @Override
  public void disconnected(String code, String sentence, boolean willRetry) {
    heard.add(new Disconnected(code, sentence, willRetry));
  }

  @Override
  public void alive() {
    heard.add(new Alive());
  }

  @Override
  public void present(MemberId member) {
    heard.add(new Present(member));
  }

  @Override
  public void absent(MemberId member) {
    heard.add(new Absent(member));
  }

  @Override
  public void received(MemberId from, int kind, byte[] payload) {
    heard.add(
        new Received(from, kind, new String(payload, java.nio.charset.StandardCharsets.US_ASCII)));
  }

  @Override
  public void refused(MemberId to, String code, String sentence) {
    heard.add(new Refused(to, code));
  }
}
