package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// [RecoveryFigures] as the journal keeps them, in CBOR. Strict: what was not written by [#write]
/// is not read, and the count begins anew.
public final class RecoveryFiguresCodec {
  private static final int VERSION = 1;
  private static final int FIELDS = 11;

  private RecoveryFiguresCodec() {}

  /// Writes the figures.
  public static Bytes write(RecoveryFigures figures) {
    CborWriter out = new CborWriter().array(FIELDS).uint(VERSION);
    counts(out, figures.outages());
    out.uint(figures.attempts());
    counts(out, figures.failures());
    out.uint(figures.recovered()).uint(figures.parked());
    out.array(figures.times().size());
    figures.times().forEach(out::uint);
    out.uint(figures.total().toMillis()).uint(figures.longest().toMillis());
    out.uint(figures.savedBytes()).uint(figures.againBytes());
    return Bytes.copyOf(out.toBytes());
  }

  private static void counts(CborWriter out, Map<LossCause, Long> counts) {
    out.array(counts.size());
    for (LossCause cause : LossCause.values()) {
      Long count = counts.get(cause);
      if (count != null) {
        out.array(2).uint(cause.code()).uint(count);
      }
    }
  }

  /// Reads the figures; empty for what this version did not write.
  public static Optional<RecoveryFigures> read(Bytes written) {
    CborReader in = new CborReader(written.toArray());
    in.record("figures", FIELDS);
    long version = in.uint("version", Long.MAX_VALUE);
    Map<LossCause, Long> outages = counts(in, "outages");
    long attempts = number(in, "attempts");
    Map<LossCause, Long> failures = counts(in, "failures");
    long recovered = number(in, "recovered");
    long parked = number(in, "parked");
    List<Long> times = new ArrayList<>();
    int classes = in.array("times", RecoveryFigures.BOUNDS.size() + 1);
    for (int place = 0; place < classes && in.isFine(); place++) {
      times.add(number(in, "time"));
    }
    Duration total = Duration.ofMillis(number(in, "total"));
    Duration longest = Duration.ofMillis(number(in, "longest"));
    long saved = number(in, "saved");
    long again = number(in, "again");
    in.end();
    return in.isFine() && version == VERSION && classes == RecoveryFigures.BOUNDS.size() + 1
        ? Optional.of(
            new RecoveryFigures(
                outages, attempts, failures, recovered, parked, times, total, longest, saved,
                again))
        : Optional.empty();
  }

  private static long number(CborReader in, String name) {
    return in.uint(name, Long.MAX_VALUE / 2);
  }

  private static Map<LossCause, Long> counts(CborReader in, String name) {
    Map<LossCause, Long> counts = new EnumMap<>(LossCause.class);
    int size = in.array(name, LossCause.values().length);
    for (int place = 0; place < size && in.isFine(); place++) {
      in.record("count", 2);
      Optional<LossCause> cause = LossCause.ofCode(in.uint("cause", Integer.MAX_VALUE));
      long count = number(in, "count");
      if (in.isFine() && (cause.isEmpty() || counts.put(cause.get(), count) != null)) {
        in.refuse("cause unknown or twice");
      }
    }
    return counts;
  }
}
