package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;

/// Endpoints as CBOR: an array of `[host, port]`. Pure.
public final class EndpointCodec {
  private EndpointCodec() {}

  /// Writes endpoints, in their order.
  public static void write(CborWriter out, List<Endpoint> endpoints) {
    out.array(endpoints.size());
    for (Endpoint endpoint : endpoints) {
      out.array(2).text(endpoint.host()).uint(endpoint.port());
    }
  }

  /// Reads endpoints. What is none is a fault of the reader.
  ///
  /// @param countMax most that are read
  public static List<Endpoint> read(CborReader in, int countMax) {
    int count = in.array("endpoints", countMax);
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count && in.isFine(); i++) {
      in.record("endpoint", 2);
      String host = in.text("host", Endpoint.HOST_CHARS_MAX);
      int port = (int) in.uint("port", 65_535);
      Endpoint.ifValid(host, port)
          .ifPresentOrElse(endpoints::add, () -> in.refuse("endpoint is not valid"));
    }
    return endpoints;
  }
}
