package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.recovery.LossCause;

/// Why there is no link, in words that follow the name of the member.
final class RecoveryWords {
  private RecoveryWords() {}

  static String of(LossCause cause, String name) {
    return switch (cause) {
      case FIRST_LINK -> "there was no link to " + name + " yet";
      case SILENT -> "nothing was heard of " + name + " for too long";
      case CARRIER_FAILED -> "the connection to " + name + " broke";
      case CONNECT_TIMEOUT -> "the connection to " + name + " did not open in time";
      case NO_ANSWER -> name + " did not answer";
      case DECLINED -> "the attempt with " + name + " was given up";
      case REPLACED -> name + " begins anew";
      case RELAY_LOST -> "the relay is not there";
      case PEER_AWAY -> name + " is offline";
      case PROTOCOL_FAULT -> "the link to " + name + " was closed because of what was sent";
      case RESTARTED -> "this host was started anew and has not met " + name + " yet";
    };
  }
}
