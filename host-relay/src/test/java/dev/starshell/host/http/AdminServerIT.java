package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class AdminServerIT {
  @Test
  void watchersReadFiguresAndHealth() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    try (AdminServer server = AdminServer.open("127.0.0.1", 0, () -> "things 1.0\n", ready::get)) {
      HttpResponse<String> figures = get(server, "/metrics");
      assertThat(figures.body()).isEqualTo("things 1.0\n");
      assertThat(figures.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
      assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
      ready.set(true);
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(server, "/anything").statusCode()).isEqualTo(404);
      int taken = server.port();
      assertThatThrownBy(() -> AdminServer.open("127.0.0.1", taken, () -> "", ready::get))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(Integer.toString(taken));
    }
  }

  @Test
  void whatIsNoMatterOfThePortIsNotToldAsOne() {
    assertThatThrownBy(() -> AdminServer.open("127.0.0.1", 70_000, () -> "", () -> true))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AdminServer.open("192.0.2.1", 0, () -> "", () -> true))
        .as("an address of another machine")
        .isInstanceOf(BindException.class);
  }

  private static HttpResponse<String> get(AdminServer server, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
