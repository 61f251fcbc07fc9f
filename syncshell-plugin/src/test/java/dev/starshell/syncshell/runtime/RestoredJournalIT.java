package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A member whose journal is an older copy, put back from a backup, gets in step again: its links,
/// what it shares, what it has, and who is in the shell. Nobody else comes to believe anything
/// false.
final class RestoredJournalIT extends PairScene {
  private static final int SIZE = 100_000;
  private static final String EQUIVOCATION = "MANIFEST_EQUIVOCATION";
  private static final String RESTORED = "STATE_RESTORED";

  /// What each library must hold at its owner, and so installed at the others.
  private final Map<String, byte[]> shared = new TreeMap<>();

  private static Path journal(TestMember member) {
    return member.home.resolve("data/journal.db");
  }

  private Path copy(TestMember member) {
    return temp.resolve(member.name + ".backup");
  }

  private void backUp(TestMember member) throws IOException {
    member.close();
    Files.copy(journal(member), copy(member));
    member.open();
    inStep();
  }

  /// Stops a host, puts its journal back, and starts it.
  private void restore(TestMember member) throws IOException {
    member.close();
    for (String end : List.of("-wal", "-shm")) {
      Files.deleteIfExists(Path.of(journal(member) + end));
    }
    Files.copy(copy(member), journal(member), StandardCopyOption.REPLACE_EXISTING);
    member.open();
  }

  private void change(TestMember owner, String name, long seed) throws IOException {
    write(owner, name, seed);
    owner.rescan("mods");
  }

  private void write(TestMember owner, String name, long seed) throws IOException {
    shared.put(owner.name + "/mods/" + name, owner.write("mods", name, seed, SIZE));
  }

  /// Two who share something, and a copy of the journal of one of them.
  private void beginAndBackUp(TestMember one) throws IOException {
    shell.begin();
    for (TestMember member : List.of(ada, bob)) {
      change(member, "first.zip", member == ada ? 1 : 2);
      member.share("mods");
    }
    inStep();
    backUp(one);
  }

  /// Everybody has what the others share, and nothing else.
  private void inStep() {
    shell.awaitLinks();
    until(() -> shell.members.stream().allMatch(this::hasAll));
    shell.awaitSync();
  }

  private boolean hasAll(TestMember member) {
    Map<String, byte[]> due = new TreeMap<>(shared);
    due.keySet().removeIf(place -> place.startsWith(member.name + "/"));
    try {
      TreeMap<String, byte[]> found = member.installed();
      return found.keySet().equals(due.keySet())
          && due.entrySet().stream()
              .allMatch(one -> Bytes.copyOf(one.getValue()).equals(copyOf(found, one.getKey())));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes copyOf(Map<String, byte[]> found, String place) {
    return Bytes.copyOf(found.getOrDefault(place, new byte[0]));
  }

  private static List<Bytes> receipts(TestMember member, MemberKey receiver) throws IOException {
    return member.journal().receipts().newest(Optional.of(receiver), 100, 1_000_000);
  }

  private static long generation(TestMember member, TestMember other) throws IOException {
    return member.journal().generation(other.key()).orElse(0);
  }

  private void nobodyIsDistrusted() {
    for (TestMember member : shell.members) {
      assertThat(member.hasNotice(EQUIVOCATION)).isFalse();
      assertThat(member.hasNotice("MEMBERSHIP_FORK")).isFalse();
      assertThat(member.control().libraries().problems()).isEmpty();
    }
  }

  /// The copy has the number before the one that the other knows: the next one would be signed
  /// twice.
  @Test
  void aMemberWhoHasSharedOneMoreIsNotTakenForOneOfTwoHistories() throws IOException {
    beginAndBackUp(bob);
    change(bob, "second.zip", 3);
    change(ada, "second.zip", 4);
    inStep();
    long generation = generation(ada, bob);
    List<Bytes> receipts = receipts(ada, bob.key());

    write(bob, "second.zip", 7);
    restore(bob);
    inStep();
    change(bob, "third.zip", 5);
    change(ada, "third.zip", 6);
    inStep();

    nobodyIsDistrusted();
    assertThat(generation(ada, bob)).isGreaterThan(generation);
    assertThat(generation(bob, ada)).isEqualTo(generation(ada, bob));
    // What is here is found by its hash: of all that the copy does not know only the new one came.
    assertThat(counts(bob).contentBytesReceived()).isLessThanOrEqualTo(2L * SIZE);
    assertThat(receipts(ada, bob.key())).containsAll(receipts);
  }

  /// Folders and journal are both of yesterday, so there is nothing new to sign.
  @Test
  void aMemberWhoseFoldersAreAsOldAsItsJournalIsToldAndItsListCounts() throws IOException {
    beginAndBackUp(ada);
    List<String> later = new ArrayList<>();
    for (String name : List.of("second.zip", "third.zip")) {
      change(ada, name, name.length());
      inStep();
      later.add(name);
    }

    ada.close();
    for (String name : later) {
      Files.delete(ada.folder("mods").resolve(name));
    }
    restore(ada);
    until(() -> ada.hasNotice(RESTORED));
    shell.awaitLinks();
    shell.awaitSync();

    nobodyIsDistrusted();
    assertThat(bob.hasNotice(RESTORED)).isFalse();
    // What its owner has lost stays where it was installed (install.removed: keep).
    assertThat(hasAll(bob)).isTrue();
    assertThat(ada.notices.stream().filter(one -> one.code().equals(RESTORED))).hasSize(1);
  }

  /// The copy knows neither a folder nor a list of its own.
  @Test
  void aMemberWhoHadSharedNothingYetIsToldAndSharesAnew() throws IOException {
    shell.begin();
    backUp(ada);
    change(ada, "first.zip", 1);
    ada.share("mods");
    inStep();
    change(ada, "second.zip", 2);
    inStep();

    restore(ada);
    until(() -> ada.hasNotice(RESTORED));
    shell.awaitLinks();
    shell.awaitSync();
    ada.share("mods");
    change(ada, "third.zip", 3);
    inStep();

    nobodyIsDistrusted();
  }

  /// The owner keeps the log, and its copy knows less than everybody else.
  @Test
  void anOwnerWhoseLogIsFromBeforeAJoinLearnsOfItFromTheMembers() throws IOException {
    TestMember cleo = new TestMember("cleo", 102, temp.resolve("cleo"), shell.net, shell.relay);
    beginAndBackUp(ada);
    cleo.open();
    shell.members.add(cleo);
    InviteWish wish = InviteWish.plain(1, Duration.ofHours(1));
    ok(cleo.control().join(ok(ada.control().people().invite(wish)).code()));
    inStep();

    restore(ada);
    inStep();
    change(ada, "second.zip", 3);
    inStep();

    nobodyIsDistrusted();
    assertThat(cleo.notices.stream().filter(one -> one.code().equals("INVITE_REFUSED")))
        .as("the door did not know Cleo at first")
        .hasSize(1);
    assertThat(ada.control().status().members()).isEqualTo(3);
    ok(ada.control().people().invite(wish));
  }
}
