package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.ArchiveView;
import dev.starshell.syncshell.control.AuditView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.journal.ArchiveBook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole shells, in which one member shares code and the others decide about it.
final class QuarantineIT {
  private static final String LAMP = "ada/mods/lamp.jar";

  @TempDir Path temp;
  private TestShell shell;
  private TestMember ada;
  private TestMember bob;

  private void begin(String... names) throws IOException {
    shell = new TestShell(temp, names);
    ada = shell.member(0);
    bob = shell.member(1);
    shell.begin();
  }

  @BeforeEach
  void twoMembers() throws IOException {
    begin("ada", "bob");
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  private static byte[] jar(String version) throws IOException {
    return zip(
        "fabric.mod.json",
        "{\"schemaVersion\":1,\"id\":\"lamp\",\"name\":\"Lamp\",\"version\":\""
            + version
            + "\",\"authors\":[\"Ada\"]}");
  }

  private static byte[] zip(String name, String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(name);
      // Without it the archive would be another one two seconds later.
      entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
      zip.putNextEntry(entry);
      zip.write(content.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return bytes.toByteArray();
  }

  private void shareLamp() throws IOException {
    ada.write("mods", "lamp.jar", jar("1.0"));
    ada.write("mods", "wood.zip", zip("assets/wood.png", "wood"));
    ada.share("mods");
    until(() -> states(bob).equals(List.of("held", "installed")));
  }

  private static List<ArchiveView> mods(TestMember member) {
    return ok(member.control().archives().list(Optional.empty(), false)).archives();
  }

  private static List<String> states(TestMember member) {
    return mods(member).stream().map(ArchiveView::state).toList();
  }

  private static ArchiveView lamp(TestMember member) {
    return mods(member).stream()
        .filter(one -> one.places().getFirst().endsWith("lamp.jar"))
        .findFirst()
        .orElseThrow();
  }

  private boolean isLamp(String state) {
    return mods(bob).stream()
        .anyMatch(one -> one.places().getFirst().endsWith("lamp.jar") && one.state().equals(state));
  }

  private static String approve(TestMember member) {
    return ok(member.control().archives().approve(lamp(member).id(), Optional.empty()));
  }

  private static String reject(TestMember member) {
    return ok(member.control().archives().reject(lamp(member).id(), Optional.empty()));
  }

  private static String code(Answer<?> answer) {
    return answer instanceof Answer.No<?> no ? no.code() : "";
  }

  private void recall(TestMember member) {
    String root = lamp(member).root();
    ShellRuntime runtime = member.runtime();
    runtime
        .frame()
        .loop()
        .post(() ->
            runtime.sync().archives().inventory().items().stream()
                .map(item -> item.copy().root())
                .filter(one -> one.toHex().equals(root))
                .forEach(one -> runtime.sync().archives().recall(one, "a virus was found")));
  }

  private void updateLamp(String version) throws IOException {
    ada.write("mods", "lamp.jar", jar(version));
    ada.rescan("mods");
    until(() -> mods(bob).stream().anyMatch(one -> one.about().version().equals(version)));
  }

  @Test
  void codeIsReceivedAndHeldAndAssetsAreInstalled() throws IOException {
    shareLamp();

    assertThat(bob.installed().keySet()).containsExactly("ada/mods/wood.zip");
    assertThat(counts(bob).archivesReceived()).isEqualTo(2);
    assertThat(counts(ada).receiptsReceived()).isEqualTo(2);
    assertThat(bob.control().status().inSync()).isTrue();
    assertThat(bob.control().status().quarantined()).isEqualTo(1);
    assertThat(bob.control().libraries().received().getFirst().held()).isEqualTo(1);
    assertThat(bob.control().libraries().problems()).isEmpty();
    assertThat(bob.hasNotice("ARCHIVES_HELD")).isTrue();
    ArchiveView held = lamp(bob);
    assertThat(held.code()).isEqualTo("EXECUTABLE_BLOCKED");
    assertThat(held.about().name()).isEqualTo("Lamp");
    assertThat(held.about().family()).isEqualTo("Fabric mod");
    assertThat(held.about().authors()).containsExactly("Ada");
  }

  @Test
  void whatIsApprovedIsPlacedAtOnceAndStaysApprovedAfterARestart() throws IOException {
    shareLamp();

    approve(bob);
    until(() -> bob.installed().containsKey(LAMP));
    bob.restart();

    until(() -> states(bob).equals(List.of("installed", "installed")));
    assertThat(bob.installed()).containsKey(LAMP);
    assertThat(lamp(bob).code()).isEqualTo("APPROVED");
    assertThat(bob.control().status().quarantined()).isZero();
  }

  @Test
  void whatIsHeldIsHeldAfterARestartAndCanBeApprovedThen() throws IOException {
    shareLamp();

    bob.restart();
    until(() -> states(bob).equals(List.of("held", "installed")));
    approve(bob);

    until(() -> bob.installed().containsKey(LAMP));
  }

  @Test
  void aNewVersionIsHeldAnewAndTheApprovedOneStaysUntilThen() throws IOException {
    shareLamp();
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP));

    updateLamp("2.0");
    until(() -> isLamp("held"));

    assertThat(bob.installed().get(LAMP)).isEqualTo(jar("1.0"));
    assertThat(lamp(bob).replaces()).startsWith("Lamp 1.0 (");
    approve(bob);
    until(() -> Arrays.equals(bob.installed().get(LAMP), jar("2.0")));
  }

  @Test
  void aRejectionIsRememberedAndCanBeTakenBack() throws IOException {
    shareLamp();

    reject(bob);
    until(() -> isLamp("rejected"));
    bob.restart();
    until(() -> isLamp("rejected"));

    assertThat(bob.installed()).doesNotContainKey(LAMP);
    assertThat(bob.control().status().quarantined()).isZero();
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP));
  }

  @Test
  void whatIsRejectedAfterItsApprovalIsTakenOut() throws IOException {
    shareLamp();
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP) && isLamp("installed"));

    reject(bob);

    until(() -> !bob.installed().containsKey(LAMP) && isLamp("rejected"));
    assertThat(bob.installed().keySet()).containsExactly("ada/mods/wood.zip");
    assertThat(bob.journal().installed(ada.key())).hasSize(1);
  }

  @Test
  void aRecalledArchiveIsWithdrawnForGood() throws IOException {
    shareLamp();
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP));

    recall(bob);

    until(() -> !bob.installed().containsKey(LAMP) && isLamp("recalled"));
    assertThat(lamp(bob).why()).endsWith(": a virus was found");
    assertThat(code(bob.control().archives().approve(lamp(bob).id(), Optional.empty())))
        .isEqualTo("CONTENT_RECALLED");
    until(() -> bob.hasNotice("CONTENT_WITHDRAWN"));
    bob.restart();
    until(() -> isLamp("recalled"));
    assertThat(bob.installed().keySet()).containsExactly("ada/mods/wood.zip");
  }

  @Test
  void anOwnerRecallsByNameAndEveryMemberTakesItOut() throws IOException {
    shareLamp();
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP));

    assertThat(code(bob.control().people().recall(lamp(bob).id(), "no"))).isEqualTo("ROLE_TOO_LOW");
    assertThat(code(ada.control().people().recall("nothing.jar", ""))).isEqualTo("ARCHIVE_UNKNOWN");
    ok(ada.control().people().recall("lamp.jar", "a virus was found"));

    until(() -> !bob.installed().containsKey(LAMP) && isLamp("recalled"));
    assertThat(ok(bob.control().audit(50)).stream().map(AuditView::event))
        .contains("ARCHIVE_RECALLED");
  }

  @Test
  void aLiftedRecallLetsTheArchiveInAgainAsItWasApproved() throws IOException {
    shareLamp();
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP));
    String id = lamp(bob).root();
    ok(ada.control().people().recall("lamp.jar", "a mistake"));
    until(() -> !bob.installed().containsKey(LAMP) && isLamp("recalled"));
    assertThat(code(bob.control().people().liftRecall(id))).isEqualTo("ROLE_TOO_LOW");

    ok(ada.control().people().liftRecall(id.substring(0, 12)));

    until(() -> bob.installed().containsKey(LAMP) && isLamp("installed"));
    bob.restart();
    until(() -> isLamp("installed"));
    assertThat(code(ada.control().people().liftRecall(id))).isEqualTo("NOTHING_CHANGES");
  }

  @Test
  void aRecallDropsWhatIsHeldAndAChangedFileStaysAndIsToldOf() throws IOException {
    shareLamp();
    recall(bob);
    until(() -> isLamp("recalled"));
    assertThat(bob.control().status().quarantined()).isZero();

    updateLamp("2.0");
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP) && isLamp("installed"));
    Path file = bob.find("lamp.jar");
    Files.delete(file);
    Files.writeString(file, "mine");
    recall(bob);

    until(() -> isLamp("recalled"));
    until(() -> bob.hasNotice("WITHDRAWN_CHANGED"));
    assertThat(file).hasContent("mine");
    assertThat(bob.control().libraries().problems())
        .anyMatch(problem -> problem.code().equals("WITHDRAWN_CHANGED"));
  }

  @Test
  void whatWasRecalledWhileAHostWasKilledIsWithdrawnAtItsNextStart() throws IOException {
    shareLamp();
    approve(bob);
    until(() -> bob.installed().containsKey(LAMP));
    String root = lamp(bob).root();
    ShellRuntime runtime = bob.runtime();
    Root recalled =
        runtime
            .frame()
            .loop()
            .ask(() -> runtime.sync().archives().inventory().find(root, Optional.empty()))
            .getFirst()
            .copy()
            .root();
    bob.journal().archives().recall(new ArchiveBook.Recall(recalled, "bad", 1));

    bob.restart();

    until(() -> !bob.installed().containsKey(LAMP));
  }

  @Test
  void unknownAndAmbiguousIdsAreRefusedWithTheirCodes() throws IOException {
    shareLamp();
    var archives = bob.control().archives();

    assertThat(code(archives.show("zz", Optional.empty()))).isEqualTo("ARCHIVE_UNKNOWN");
    assertThat(code(archives.approve("", Optional.empty()))).isEqualTo("ARCHIVE_UNKNOWN");
    assertThat(code(archives.reject(lamp(bob).id(), Optional.of("nobody"))))
        .isEqualTo("MEMBER_UNKNOWN");
    assertThat(code(archives.approveAll("bob"))).isEqualTo("NOTHING_HELD");
    assertThat(
            ok(archives.show(
                    lamp(bob).root().substring(0, 20).toUpperCase(Locale.ROOT), Optional.of("ada")))
                .id())
        .isEqualTo(lamp(bob).id());
    assertThat(code(ada.control().archives().show("00", Optional.empty())))
        .isEqualTo("ARCHIVE_UNKNOWN");
  }

  @Test
  void everythingHeldOfAMemberIsApprovedAtOnce() throws IOException {
    ada.write("mods", "one.jar", jar("1"));
    ada.write("mods", "two.jar", jar("2"));
    ada.write("mods", "twice/two.jar", jar("2"));
    ada.share("mods");
    until(() -> states(bob).equals(List.of("held", "held")));

    assertThat(ok(bob.control().archives().approveAll("ada"))).startsWith("2 archives of ada are");

    until(() -> bob.installed().size() == 3);
  }

  @Test
  void theSameArchiveOfTwoMembersNeedsAWordForEach() throws IOException {
    shell.close();
    temp = temp.resolve("three");
    begin("ada", "bob", "eve");
    TestMember eve = shell.member(2);
    ada.write("mods", "lamp.jar", jar("1.0"));
    eve.write("packs", "lamp.jar", jar("1.0"));
    ada.share("mods");
    eve.share("packs");
    until(() -> states(bob).equals(List.of("held", "held")));
    String id = lamp(bob).id();

    assertThat(code(bob.control().archives().approve(id, Optional.empty())))
        .isEqualTo("ARCHIVE_ID_AMBIGUOUS");
    ok(bob.control().archives().approve(id, Optional.of("eve")));

    until(() -> bob.installed().containsKey("eve/packs/lamp.jar"));
    assertThat(bob.installed()).doesNotContainKey(LAMP);
    assertThat(bob.control().status().quarantined()).isEqualTo(1);
  }
}
