package dev.starshell.syncshell.manifest;

/// How many bytes of others' archives may be kept here. Nothing that is here is taken away because
/// of it; it only keeps more from coming.
///
/// @param memberBytes of all different archives that are taken from one member, 0 or more
/// @param shellBytes of everything that members of one shell have sent and that is on its way, 0 or
///   more
public record Quota(long memberBytes, long shellBytes) {
  /// Takes whatever comes.
  public static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);

  public Quota {
    if (memberBytes < 0 || shellBytes < 0) {
      throw new IllegalArgumentException(
          "memberBytes=" + memberBytes + " shellBytes=" + shellBytes + " below 0");
    }
  }
}
