package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.LIBRARY;
import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static dev.starshell.harness.scenario.Scenes.awaitCopy;
import static dev.starshell.harness.scenario.Scenes.library;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who watches many hosts reads what a person reads in `sync status` and `sync recovery stats`.
class MetricsIT {
  @TempDir Path temp;

  @Test
  void figuresOfShellsAndRecoveriesAreReadOverHttp() throws Exception {
    Path mods = library(temp.resolve("mods of Ann"), 61, 3, 600_000, 0);
    int port = HostLab.freePort();
    try (HostLab lab = Scenes.lab(temp)) {
      Member ann = lab.start("Ann", settings -> settings.withMetrics(port));
      Member bob = lab.start("Bob", settings -> settings);
      assertThat(read(port, "/readyz")).isEqualTo("ready\n");
      assertThat(read(port, "/metrics")).contains("jvm_memory_used_bytes").doesNotContain("shell=");

      Scenes.gather(ann, bob);
      ann.share(mods, LIBRARY);
      awaitCopy(bob, ann, mods);
      String shell = "number=\"1\",shell=\"Raid night\"}";

      assertThat(read(port, "/metrics"))
          .contains("starshell_members{" + shell + " 2.0")
          .contains("starshell_links{" + shell + " 1.0")
          .contains("starshell_recovery_returns_total{" + shell + " 0.0")
          .contains("# TYPE starshell_content_sent_bytes_total counter")
          .doesNotContain("starshell_content_sent_bytes_total{" + shell + " 0.0");

      bob.process().kill();
      ann.await(
          "the outage is counted",
          SYNC_MAX,
          _ -> {
            String figures = read(port, "/metrics");
            return figures.contains("starshell_recovery_outages_total{cause=")
                && figures.contains("starshell_links{" + shell + " 0.0");
          });
      ann.run("plugins reload syncshell");
      assertThat(read(port, "/metrics")).contains("starshell_members{" + shell + " 2.0");
    }
  }

  private static String read(int port, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
