package dev.starshell.syncshell.trust;

import com.google.common.collect.ImmutableMap;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.text.Folding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every key that this member has met, in the order of the first meeting. Immutable.
///
/// A key that comes by a name which another key had is *changed* until a person has compared the
/// safety phrase: it may be a friend with a new computer, or somebody who poses as that friend. The
/// same holds for a name with a number after it (`Bo 2`) if the key without it is verified.
public final class KnownKeys {
  /// Most keys that are remembered. When more come, those go that nobody has compared and that are
  /// not in the shell, the oldest first.
  public static final int KEYS_MAX = 1_000;

  /// No key was met yet.
  public static final KnownKeys NONE = new KnownKeys(ImmutableMap.of());

  private final ImmutableMap<MemberKey, KnownKey> keys;

  private KnownKeys(ImmutableMap<MemberKey, KnownKey> keys) {
    this.keys = keys;
  }

  /// What was kept.
  ///
  /// @throws IllegalArgumentException if a key is there twice
  public static KnownKeys of(Collection<KnownKey> kept) {
    ImmutableMap.Builder<MemberKey, KnownKey> keys = ImmutableMap.builder();
    kept.forEach(one -> keys.put(one.key(), one));
    return new KnownKeys(keys.buildOrThrow());
  }

  /// What came of meeting members.
  ///
  /// @param known all keys now
  /// @param changed those that are newly found to have taken the name of another key
  public record Meeting(KnownKeys known, List<KnownKey> changed) {
    public Meeting {
      changed = List.copyOf(changed);
    }
  }

  /// All of them.
  public Collection<KnownKey> all() {
    return keys.values();
  }

  /// One of them.
  public Optional<KnownKey> find(MemberKey key) {
    return Optional.ofNullable(keys.get(key));
  }

  /// Meets the other members of a shell.
  public Meeting meet(Map<MemberKey, DisplayName> members) {
    Map<MemberKey, KnownKey> next = new LinkedHashMap<>(keys);
    List<KnownKey> changed = new ArrayList<>();
    members.forEach((key, name) -> {
      KnownKey before = keys.get(key);
      if (before != null && before.name().equals(name)) {
        return;
      }
      if (before != null && before.isVerified() && holder(key, name).isEmpty()) {
        next.put(key, new KnownKey(key, name, before.verifiedSeconds(), before.inPlaceOf()));
        return;
      }
      KnownKey met = KnownKey.met(key, name, holder(key, name).or(() -> inPlaceOf(before)));
      next.put(key, met);
      if (met.isChanged() && !met.inPlaceOf().equals(inPlaceOf(before))) {
        changed.add(met);
      }
    });
    shrink(next, members);
    return new Meeting(new KnownKeys(ImmutableMap.copyOf(next)), changed);
  }

  private static Optional<MemberKey> inPlaceOf(@Nullable KnownKey known) {
    return known == null ? Optional.empty() : known.inPlaceOf();
  }

  /// Who went by a name before: a verified key rather than another, a later one rather than an
  /// earlier one.
  private Optional<MemberKey> holder(MemberKey key, DisplayName name) {
    String folded = Folding.foldLookalikes(name.text());
    String bare = folded.replaceFirst(" \\d{1,3}$", "");
    Optional<MemberKey> holder = Optional.empty();
    for (KnownKey other : keys.values()) {
      String others = Folding.foldLookalikes(other.name().text());
      boolean isSame = others.equals(folded) || (other.isVerified() && others.equals(bare));
      boolean isBetter = holder.isEmpty() || other.isVerified() || !isVerified(holder.get());
      if (!other.key().equals(key) && isSame && isBetter) {
        holder = Optional.of(other.key());
      }
    }
    return holder;
  }

  private boolean isVerified(MemberKey key) {
    return find(key).map(KnownKey::isVerified).orElse(false);
  }

  private static void shrink(Map<MemberKey, KnownKey> keys, Map<MemberKey, DisplayName> members) {
    var each = keys.values().iterator();
    while (keys.size() > KEYS_MAX && each.hasNext()) {
      KnownKey one = each.next();
      if (!one.isVerified() && !members.containsKey(one.key())) {
        each.remove();
      }
    }
  }

  /// A person has compared the safety phrase of this key.
  ///
  /// @param seconds when, since 1970
  public KnownKeys verify(MemberKey key, DisplayName name, long seconds) {
    return with(new KnownKey(key, name, seconds, Optional.empty()));
  }

  /// A person takes that back.
  public KnownKeys unverify(MemberKey key) {
    KnownKey before = keys.get(key);
    return before == null ? this : with(new KnownKey(key, before.name(), 0, before.inPlaceOf()));
  }

  /// Takes over what was said of these keys elsewhere: whoever was verified there is so here,
  /// unless it goes here by the name that another key had; whoever is verified there no more is not
  /// here.
  public KnownKeys agreeing(KnownKeys elsewhere) {
    Map<MemberKey, KnownKey> next = new LinkedHashMap<>(keys);
    next.replaceAll((key, one) -> {
      long seconds = elsewhere.find(key).map(KnownKey::verifiedSeconds).orElse(0L);
      boolean isNews = one.isVerified() != seconds > 0;
      return isNews && !one.isChanged()
          ? new KnownKey(key, one.name(), seconds, Optional.empty())
          : one;
    });
    return new KnownKeys(ImmutableMap.copyOf(next));
  }

  private KnownKeys with(KnownKey one) {
    Map<MemberKey, KnownKey> next = new LinkedHashMap<>(keys);
    next.put(one.key(), one);
    return new KnownKeys(ImmutableMap.copyOf(next));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KnownKeys that
        && List.copyOf(keys.values()).equals(List.copyOf(that.keys.values()));
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }
}
