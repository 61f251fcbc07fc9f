package dev.starshell.syncshell.quarantine;

/// What becomes of an archive by its type alone, before anybody's word.
///
/// @param sentence why, safe to show, without a full stop
public record Ruling(Treatment treatment, Cause cause, String sentence) {
  /// It may be installed.
  public static final Ruling INSTALL = of(Treatment.INSTALL, Cause.ALLOWED);

  /// A ruling with its cause's own sentence.
  public static Ruling of(Treatment treatment, Cause cause) {
    return new Ruling(treatment, cause, cause.sentence());
  }

  /// The stricter of both; this one if they are equally strict.
  Ruling and(Ruling other) {
    return other.treatment.compareTo(treatment) > 0 ? other : this;
  }
}
