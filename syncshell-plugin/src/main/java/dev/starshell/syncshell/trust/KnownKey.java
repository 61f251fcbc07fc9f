package dev.starshell.syncshell.trust;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.text.DisplayName;
import java.util.Optional;

/// A key that was met.
///
/// @param name what it goes by
/// @param verifiedSeconds when a person has compared the safety phrase, since 1970; 0 if never
/// @param inPlaceOf the key that went by this name before; empty once a person has compared
public record KnownKey(
    MemberKey key, DisplayName name, long verifiedSeconds, Optional<MemberKey> inPlaceOf) {
  /// A key that nobody has compared yet.
  static KnownKey met(MemberKey key, DisplayName name, Optional<MemberKey> inPlaceOf) {
    return new KnownKey(key, name, 0, inPlaceOf);
  }

  /// Whether a person has compared the safety phrase.
  public boolean isVerified() {
    return verifiedSeconds > 0;
  }

  /// Whether another key went by this name before, and nobody has said yet that this is right.
  public boolean isChanged() {
    return inPlaceOf.isPresent();
  }
}
