package dev.starshell.syncshell.carrier.tcp;

/// Why a connection over TCP is of no use any more. The names are stable: they are the reasons that
/// a listener hears.
public enum TcpFault {
  /// The other side ended the connection, after a whole record.
  DIRECT_ENDED("The other side ended the direct connection."),
  /// The connection was cut.
  DIRECT_LOST("The direct connection ended; the link is made anew."),
  /// What came is no record, or of no channel that there is.
  DIRECT_MISUSED("The direct connection carried what nobody sends; the link is made anew."),
  /// It failed on this side.
  DIRECT_FAILED("The direct connection failed here; the link is made anew.");

  private final String sentence;

  TcpFault(String sentence) {
    this.sentence = sentence;
  }

  /// One sentence for people.
  public String sentence() {
    return sentence;
  }
}
