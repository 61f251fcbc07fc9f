package dev.starshell.syncshell.runtime;

/// Numbers of contracts in one generation: odd ones are the leader's, even ones the follower's, so
/// that a number alone says whose contract it is. Belongs to the shell's loop.
final class ContractNumbers {
  private final long parity;
  private long last;

  ContractNumbers(boolean leading) {
    parity = leading ? 1 : 0;
    last = leading ? -1 : 0;
  }

  /// The next number of this side, 1 or 2 first.
  long next() {
    last += 2;
    return last;
  }

  /// Whether a contract is of this side.
  boolean isOurs(long contract) {
    return contract % 2 == parity;
  }
}
