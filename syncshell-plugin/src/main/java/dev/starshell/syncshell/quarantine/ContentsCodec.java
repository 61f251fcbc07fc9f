package dev.starshell.syncshell.quarantine;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.quarantine.Contents.Carries;
import dev.starshell.syncshell.quarantine.Contents.Mod;
import dev.starshell.syncshell.quarantine.Contents.Nature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// [Contents] as the journal keeps them, in CBOR. What another version of the rules wrote is not
/// read: the archive is examined again.
public final class ContentsCodec {
  /// Longest text. Unit: bytes.
  private static final int TEXT_BYTES_MAX = 4_096;

  private ContentsCodec() {}

  /// Writes contents.
  public static Bytes write(Contents contents) {
    CborWriter out = new CborWriter().array(11).uint(Contents.RULES);
    out.uint(natureCode(contents.nature()));
    out.text(contents.refusalCode()).text(contents.refusalSentence());
    out.uint(contents.entries()).uint(contents.contentBytes());
    out.uint(contents.code()).uint(contents.programs()).uint(contents.nested());
    texts(out, contents.firstCode());
    out.array(contents.mods().size());
    contents.mods().forEach(mod -> write(out, mod));
    return Bytes.copyOf(out.toBytes());
  }

  private static void write(CborWriter out, Mod mod) {
    out.array(10).text(mod.family()).text(mod.label()).uint(carriesCode(mod.carries()));
    out.text(mod.id()).text(mod.name()).text(mod.version());
    texts(out, mod.authors());
    out.text(mod.about()).text(mod.loader());
    texts(out, mod.dependencies());
  }

  private static void texts(CborWriter out, List<String> texts) {
    out.array(texts.size());
    texts.forEach(out::text);
  }

  /// Reads contents; empty if other rules wrote them, or if they are damaged.
  public static Optional<Contents> read(Bytes written) {
    CborReader in = new CborReader(written.toArray());
    in.record("contents", 11);
    long rules = in.uint("rules", Integer.MAX_VALUE);
    if (!in.isFine() || rules != Contents.RULES) {
      return Optional.empty();
    }
    Optional<Nature> nature = natureOf(in.uint("nature", 3));
    String code = text(in);
    String sentence = text(in);
    int entries = (int) in.uint("entries", Integer.MAX_VALUE);
    long contentBytes = in.uint("content", Long.MAX_VALUE);
    int runs = (int) in.uint("code", Integer.MAX_VALUE);
    int programs = (int) in.uint("programs", Integer.MAX_VALUE);
    int nested = (int) in.uint("nested", Integer.MAX_VALUE);
    List<String> firstCode = texts(in);
    List<Mod> mods = new ArrayList<>();
    int count = in.array("mods", Contents.LIST_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      mods.add(mod(in));
    }
    in.end();
    return in.isFine()
        ? nature.map(is ->
            new Contents(
                is, code, sentence, entries, contentBytes, runs, programs, nested, firstCode, mods))
        : Optional.empty();
  }

  private static Mod mod(CborReader in) {
    in.record("mod", 10);
    return new Mod(
        text(in),
        text(in),
        carriesOf(in.uint("carries", 2)),
        text(in),
        text(in),
        text(in),
        texts(in),
        text(in),
        text(in),
        texts(in));
  }

  private static String text(CborReader in) {
    return in.text("text", TEXT_BYTES_MAX);
  }

  private static List<String> texts(CborReader in) {
    List<String> texts = new ArrayList<>();
    int count = in.array("texts", Contents.LIST_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      texts.add(text(in));
    }
    return texts;
  }

  private static int natureCode(Nature nature) {
    return switch (nature) {
      case ASSETS -> 0;
      case CODE -> 1;
      case SEALED -> 2;
      case UNSAFE -> 3;
    };
  }

  private static Optional<Nature> natureOf(long code) {
    for (Nature nature : Nature.values()) {
      if (natureCode(nature) == code) {
        return Optional.of(nature);
      }
    }
    return Optional.empty();
  }

  private static int carriesCode(Carries carries) {
    return switch (carries) {
      case NO_CODE -> 0;
      case SOME_CODE -> 1;
      case CODE -> 2;
    };
  }

  private static Carries carriesOf(long code) {
    for (Carries carries : Carries.values()) {
      if (carriesCode(carries) == code) {
        return carries;
      }
    }
    return Carries.CODE;
  }
}
