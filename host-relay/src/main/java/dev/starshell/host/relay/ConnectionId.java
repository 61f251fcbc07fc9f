package dev.starshell.host.relay;

/// Names one connection for as long as the relay runs; never reused.
public record ConnectionId(long number) {
  @Override
  public String toString() {
    return "c" + number;
  }
}
