package dev.starshell.syncshell.quarantine;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.quarantine.Decision.State;
import dev.starshell.syncshell.text.SafeText;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What people have said about archives: approvals and rejections by a person here, each for one
/// copy, and recalls by the owner of the shell, each for a root whoever sends it. A value: saying
/// something gives another one.
///
/// - no word → approved, rejected: a person here says so.
/// - approved ⇄ rejected: the newest word of the person counts.
/// - any → recalled: an owner or admin says so, until one of them lifts it.
public final class Words {
  /// Nobody has said anything.
  public static final Words NONE = new Words(Map.of(), Map.of());

  /// Longest reason of a recall that is kept. Unit: code points.
  public static final int REASON_POINTS_MAX = 200;

  private final Map<Copy, Word> words;
  private final Map<Root, String> recalls;

  private Words(Map<Copy, Word> words, Map<Root, String> recalls) {
    this.words = words;
    this.recalls = recalls;
  }

  /// What a person here wants of a copy.
  public enum Word {
    /// To have it installed.
    APPROVED,
    /// Never to see it in the install folder.
    REJECTED
  }

  /// With the newest word of a person here about these copies.
  public Words with(Collection<Copy> copies, Word word) {
    Map<Copy, Word> more = new HashMap<>(words);
    copies.forEach(copy -> more.put(copy, word));
    return new Words(more, recalls);
  }

  /// With a root taken out of use by the owner of the shell. The first reason stays.
  ///
  /// @param reason of a peer: it is cleaned and cut
  public Words recall(Root root, String reason) {
    Map<Root, String> more = new HashMap<>(recalls);
    more.putIfAbsent(root, SafeText.of(reason, REASON_POINTS_MAX).strip());
    return new Words(words, more);
  }

  /// With a root that may be used again.
  public Words lift(Root root) {
    Map<Root, String> left = new HashMap<>(recalls);
    left.remove(root);
    return new Words(words, left);
  }

  /// Whether the owner has taken these bytes out of use.
  public boolean isRecalled(Root root) {
    return recalls.containsKey(root);
  }

  /// Whether a copy must not be in the install folder, whatever its type.
  public boolean bars(Copy copy) {
    return recalls.containsKey(copy.root()) || words.get(copy) == Word.REJECTED;
  }

  /// Every root that some copy of is barred.
  public Set<Root> barredRoots() {
    Set<Root> roots = new HashSet<>(recalls.keySet());
    words.forEach((copy, word) -> {
      if (word == Word.REJECTED) {
        roots.add(copy.root());
      }
    });
    return roots;
  }

  /// What becomes of a barred copy; its type need not be known.
  ///
  /// @throws IllegalArgumentException if it is not barred
  public Decision barred(Copy copy) {
    String reason = recalls.get(copy.root());
    if (reason != null) {
      return new Decision(
          State.RECALLED,
          Cause.CONTENT_RECALLED,
          Cause.CONTENT_RECALLED.sentence() + (reason.isEmpty() ? "" : ": " + reason));
    }
    if (words.get(copy) != Word.REJECTED) {
      throw new IllegalArgumentException("not barred: " + copy.root());
    }
    return Decision.of(State.REJECTED, Cause.CONTENT_REJECTED);
  }

  /// How an installed copy stands, whose ruling is not asked for any more.
  public Decision installed(Copy copy) {
    return Decision.of(
        State.INSTALLED, words.get(copy) == Word.APPROVED ? Cause.APPROVED : Cause.ALLOWED);
  }

  /// What becomes of a copy.
  ///
  /// @param ruling by its type
  public Decision decide(Copy copy, Ruling ruling) {
    if (bars(copy)) {
      return barred(copy);
    }
    return switch (ruling.treatment()) {
      case INSTALL -> new Decision(State.INSTALLED, ruling.cause(), ruling.sentence());
      case REFUSE -> new Decision(State.REFUSED, ruling.cause(), ruling.sentence());
      case HOLD ->
          words.get(copy) == Word.APPROVED
              ? Decision.of(State.INSTALLED, Cause.APPROVED)
              : new Decision(State.HELD, ruling.cause(), ruling.sentence());
    };
  }
}
