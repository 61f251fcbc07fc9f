package dev.starshell.api.signal;

import java.util.List;

/// What a member needs to enter a star.
///
/// @param star which one
/// @param addresses where the relay may be reached, tried in order; 1 to 4
/// @param pin SHA-256 of the SubjectPublicKeyInfo that the relay must show, 32 bytes
/// @param signer proves the member's key
/// @param credential given to the [Doorkeeper]; empty for a member that is known to it
@SuppressWarnings("ArrayRecordComponent") // copied in and out; the API has no type for bytes
public record StarTicket(
    StarId star, List<RelayAddress> addresses, byte[] pin, MemberSigner signer, byte[] credential) {
  public StarTicket {
    addresses = List.copyOf(addresses);
    pin = pin.clone();
    credential = credential.clone();
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("a ticket needs at least one address");
    }
  }

  @Override
  public byte[] pin() {
    return pin.clone();
  }

  @Override
  public byte[] credential() {
    return credential.clone();
  }
}
