package dev.starshell.syncshell.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.handshake.HandshakeEvent.Begun;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Answered;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Opened;
import dev.starshell.syncshell.crypto.seal.CarrierBinding;
import dev.starshell.syncshell.crypto.seal.Session.ChannelPlace;
import dev.starshell.syncshell.protocol.Bytes;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// No secret comes out by `toString`, and none stays where it is of no more use.
final class SecretsStayHiddenTest {
  private final Couple two = new Couple();
  private final List<Object> seen = new ArrayList<>();
  private final List<byte[]> canaries = new ArrayList<>();

  @Test
  void noSecretIsInAnyText() {
    Entropy entropy = two.leader.entropy();
    seen.add(entropy);
    Begun begun = new Begun(3, two.leader.standing, entropy);
    seen.add(begun);
    seen.add(two.leader.handle(begun).state);
    canaries.add(((Opened) two.leader.state).keySeed().toBytes());
    seen.addAll(two.leader.actions);
    seen.add(two.follower.take(two.leader.sent()).state);
    HandshakeState.Expected expected = ((Answered) two.follower.state).expected();
    canaries.add(expected.root().toBytes());
    canaries.add(expected.tag().toBytes());
    seen.add(expected);
    seen.addAll(two.follower.actions);
    two.leader.take(two.follower.sent());
    seen.addAll(two.leader.actions);
    two.follower.take(two.leader.sent());
    seen.addAll(two.follower.actions);
    seen.add(two.leader.session());
    CarrierBinding binding = CarrierBinding.relayed(two.leader.session().handshake());
    ChannelPlace place = new ChannelPlace(0, 1);
    seen.add(two.leader.session().frameSealer(binding, place));
    seen.add(two.leader.session().frameOpener(binding, place));
    seen.add(two.leader.session().signalSealer());
    seen.add(two.leader.session().signalOpener());
    for (Object one : seen) {
      canaries.addAll(secretsBehind(one));
    }

    assertThat(canaries).hasSizeGreaterThan(10);
    for (Object one : seen) {
      for (byte[] canary : canaries) {
        for (int from = 0; from + 8 <= canary.length; from += 8) {
          byte[] part = Arrays.copyOfRange(canary, from, from + 8);
          assertThat(one.toString())
              .doesNotContainIgnoringCase(HexFormat.of().formatHex(part))
              .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(part))
              .doesNotContain(Arrays.toString(part).substring(1, 12));
        }
      }
    }
  }

  @Test
  void nothingOfTheKeysIsLeftAfterAHandshakeButTheSession() {
    Entropy entropy = two.leader.entropy();
    two.leader.handle(new Begun(3, two.leader.standing, entropy));
    Opened opened = (Opened) two.leader.state;
    byte[] keySeed = opened.keySeed().toBytes();
    two.follower.take(two.leader.sent());
    Answered answered = (Answered) two.follower.state;
    byte[] tag = answered.expected().tag().toBytes();
    byte[] root = answered.expected().root().toBytes();

    two.follower.take(two.leader.take(two.follower.sent()).sent());

    for (Object place : List.of(entropy, opened, two.leader.state, two.follower.state)) {
      assertThat(arraysBehind(place)).noneMatch(bytes -> contains(bytes, keySeed));
    }
    assertThat(arraysBehind(answered)).noneMatch(bytes -> contains(bytes, tag));
    assertThat(arraysBehind(two.leader.session())).anyMatch(bytes -> contains(bytes, root));
    two.leader.session().close();
    two.follower.session().close();
    for (Object place :
        List.of(two.leader.session(), two.follower.session(), answered, two.follower.state)) {
      assertThat(arraysBehind(place)).noneMatch(bytes -> contains(bytes, root));
    }
  }

  /// The content of every `Secret` that can be reached and is open.
  private static List<byte[]> secretsBehind(Object start) {
    return walk(start, true);
  }

  /// Every byte array that can be reached through our own classes.
  private static List<byte[]> arraysBehind(Object start) {
    return walk(start, false);
  }

  private static List<byte[]> walk(Object start, boolean secretsOnly) {
    List<byte[]> found = new ArrayList<>();
    Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      Object one = open.pop();
      if (!known.add(one)) {
        continue;
      }
      if (one instanceof byte[] bytes) {
        if (!secretsOnly) {
          found.add(bytes);
        }
        continue;
      }
      if (secretsOnly && one instanceof dev.starshell.syncshell.crypto.Secret secret) {
        if (!secret.isClosed()) {
          found.add(secret.toBytes());
        }
        continue;
      }
      for (Class<?> type = one.getClass(); isOurs(type); type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            Object next = valueOf(field, one);
            if (next != null) {
              open.push(next);
            }
          }
        }
      }
    }
    return found;
  }

  private static boolean isOurs(Class<?> type) {
    return type != null
        && type.getName().startsWith("dev.starshell.")
        && type != dev.starshell.syncshell.crypto.Identity.class
        && type != Bytes.class;
  }

  private static Object valueOf(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
