package dev.starshell.api.signal;

/// Signs with a member's key, which itself never leaves the plugin. Thread: any.
public interface MemberSigner {
  /// The public key.
  MemberId id();

  /// The Ed25519 signature of exactly these bytes, 64 bytes. The caller starts every message with a
  /// label of its own.
  byte[] sign(byte[] message);
}
