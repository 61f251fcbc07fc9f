package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.LibrariesView.Problem;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.manifest.QuotaCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Tells people what is not taken because of the quota, and what they can do.
final class QuotaSentences {
  static final String CODE = "QUOTA";

  private QuotaSentences() {}

  /// One line for each member, however many archives it is about.
  static List<Problem> of(
      Map<MemberKey, QuotaCount.Refused> refused,
      Quota quota,
      long broughtBytes,
      Function<MemberKey, String> names) {
    List<Problem> problems = new ArrayList<>();
    refused.forEach((member, one) ->
        problems.add(
            new Problem(
                CODE,
                names.apply(member),
                one.archives()
                    + (one.archives() == 1 ? " archive of " : " archives of ")
                    + gibibytes(one.bytes())
                    + " not taken: "
                    + (one.ofShell()
                        ? "all members of this shell together may take "
                            + gibibytes(quota.shellBytes())
                            + ", and what came from them before counts, offered or not: "
                            + gibibytes(broughtBytes)
                        : "one member may take " + gibibytes(quota.memberBytes()))
                    + " here. "
                    + (one.ofShell()
                        ? "Raise quota.shell in host.yaml, or free what nobody offers, installs or"
                            + " can go back to any more: 'sync clean'."
                        : "Raise quota.member in host.yaml, or ask for less to be shared."))));
    return problems;
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
  }
}
