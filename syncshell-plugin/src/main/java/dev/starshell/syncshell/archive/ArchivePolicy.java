package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import java.time.Duration;
import java.util.Set;

/// Decides what becomes of a received file, by what is in it, who sent it and what a person here
/// has said about exactly these bytes. Data is installed; whatever can run waits for a word. Pure:
/// it sees no file and no clock. Source: docs/ARCHIVES.md, "Policy".
///
/// @param codeSenders members whose code may be approved at all; a person names each
/// @param approved code that a person wants, by its bytes and who sends it
/// @param rejected bytes that a person does not want, whoever sends them
/// @param recalled bytes that their owner has taken back
/// @param coolDown how long code must have been known before it is installed
public record ArchivePolicy(
    Set<MemberKey> codeSenders,
    Set<Approval> approved,
    Set<Root> rejected,
    Set<Root> recalled,
    Duration coolDown) {
  /// Long enough for others to notice malware: most infections of June 2023 happened within a day.
  public static final Duration COOL_DOWN = Duration.ofHours(24);

  /// Nothing is approved and nothing rejected.
  public static final ArchivePolicy DEFAULT =
      new ArchivePolicy(Set.of(), Set.of(), Set.of(), Set.of(), COOL_DOWN);

  public ArchivePolicy {
    codeSenders = Set.copyOf(codeSenders);
    approved = Set.copyOf(approved);
    rejected = Set.copyOf(rejected);
    recalled = Set.copyOf(recalled);
    if (coolDown.isNegative()) {
      throw new IllegalArgumentException("coolDown=" + coolDown + " below 0");
    }
  }

  /// A person's word for one version from one member: the next version needs another.
  ///
  /// @param isAtOnce whether the person did not want to wait for the cool-down
  public record Approval(Root root, MemberKey sender, boolean isAtOnce) {}

  /// What is decided upon.
  ///
  /// @param name of the file; it can make data suspicious, never code harmless
  /// @param known since when anybody in the shell has offered these bytes, as a span until now
  public record Subject(
      Root root, MemberKey sender, String name, Verdict verdict, Duration known) {}

  /// What becomes of a file.
  public sealed interface Decision {
    /// It may appear in the install folder.
    record Install() implements Decision {}

    /// It stays in the store until a person or time decides.
    record Hold(Reason reason) implements Decision {}

    /// It is never installed as it is.
    record Refuse(Reason reason) implements Decision {}
  }

  /// Why a file is not installed. The names are stable.
  public enum Reason {
    /// The pre-flight refused it.
    ARCHIVE_REFUSED("the archive is not safe to be read"),
    /// A person here rejected these bytes.
    CONTENT_REJECTED("it was rejected here"),
    /// Its owner took it back.
    CONTENT_RECALLED("its owner has taken it back"),
    /// It is code, and its sender is nobody whose code is wanted.
    EXECUTABLE_BLOCKED("it is code, and code of this member is not allowed"),
    /// It is code, and nobody has approved exactly these bytes.
    APPROVAL_MISSING("it is code that was not approved yet"),
    /// It is approved, and too new.
    COOLING_DOWN("it is code that is known for too short a time");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /// Why, without a full stop.
    public String sentence() {
      return sentence;
    }
  }

  /// Decides on one file.
  public Decision decide(Subject subject) {
    if (subject.verdict() instanceof Verdict.Refused) {
      return new Decision.Refuse(Reason.ARCHIVE_REFUSED);
    }
    if (rejected.contains(subject.root())) {
      return new Decision.Refuse(Reason.CONTENT_REJECTED);
    }
    if (recalled.contains(subject.root())) {
      return new Decision.Hold(Reason.CONTENT_RECALLED);
    }
    if (!runs(subject.name(), subject.verdict())) {
      return new Decision.Install();
    }
    if (!codeSenders.contains(subject.sender())) {
      return new Decision.Hold(Reason.EXECUTABLE_BLOCKED);
    }
    if (approved.contains(new Approval(subject.root(), subject.sender(), true))) {
      return new Decision.Install();
    }
    if (!approved.contains(new Approval(subject.root(), subject.sender(), false))) {
      return new Decision.Hold(Reason.APPROVAL_MISSING);
    }
    return subject.known().compareTo(coolDown) < 0
        ? new Decision.Hold(Reason.COOLING_DOWN)
        : new Decision.Install();
  }

  /// Whether something in a file can run, by its content, or by its name where that says nothing.
  public static boolean runs(String name, Verdict verdict) {
    EntryNature byName = EntryNature.ofName(name.substring(name.lastIndexOf('/') + 1));
    boolean isNamedSo = byName == EntryNature.CODE || byName == EntryNature.PROGRAM;
    return switch (verdict) {
      case Verdict.Clean clean -> isNamedSo || clean.summary().hasCode();
      case Verdict.NotAnArchive(Verdict.Opaque kind) ->
          switch (kind) {
            case PROGRAM, CODE -> true;
            case OTHER_ARCHIVE, MARE_CHARACTER, DATA -> isNamedSo;
          };
      case Verdict.Refused _ -> true;
    };
  }
}
