package dev.starshell.syncshell.control;

import dev.starshell.syncshell.control.ShellControl.Answer;
import java.util.List;

/// Port: the shells of one home, and which of them a request means. Thread: as [ShellControl].
public interface ShellsControl {
  /// Makes a shell beside those that are there; it becomes the current one.
  Answer<CreatedView> create(String name);

  /// Joins the shell of an invite code beside those that are there; it becomes the current one,
  /// also while its host has not answered yet.
  Answer<String> join(String code);

  /// The shells, in the order in which they were entered.
  List<ShellView> shells();

  /// The same shells. Asks them nothing.
  List<Numbered> numbered();

  /// A shell.
  ///
  /// @param number as in [ShellView]
  record Numbered(int number, Chosen chosen) {}

  /// Makes a shell the current one, also after a restart.
  ///
  /// @param written its name or number
  Answer<String> use(String written);

  /// Frees the store of what no shell offers, has installed or can go back to.
  Answer<String> clean();

  /// The shell that requests mean that name none. Without any shell it is a place that is in none,
  /// and says so. If the one that was meant has ended by somebody else, there is none until a
  /// person says which, so that nothing meant for it goes to another one.
  Answer<Chosen> current();

  /// Any shell, or the place that is in none: only to see what can be asked.
  Chosen any();

  /// The shell that a request names.
  ///
  /// @param written its name or number
  Answer<Chosen> named(String written);

  /// One shell, with what can be asked of it.
  interface Chosen {
    ShellControl shell();

    ProofControl proofs();
  }
}
