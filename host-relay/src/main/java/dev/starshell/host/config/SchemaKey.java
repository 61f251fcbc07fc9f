package dev.starshell.host.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/// One key of a schema.
///
/// @param name the whole key, parts joined by dots
/// @param min least value, in base units; for a text the least length in characters
/// @param max greatest value, likewise
/// @param fallback the default as it stands in the schema; a key without one must be given
/// @param about one sentence for people
/// @param choices what a `choice` may be
/// @param form what a text or each of the texts must look like
/// @param fields the keys of each of the `sections`
/// @param rules what its value asks of other keys
record SchemaKey(
    String name,
    KeyType type,
    Optional<Bound> min,
    Optional<Bound> max,
    Optional<Node> fallback,
    String about,
    List<String> choices,
    Form form,
    Schema fields,
    List<SchemaRule> rules) {

  SchemaKey {
    rules = List.copyOf(rules);
    choices = List.copyOf(choices);
  }

  /// A limit: its value, and how the schema writes it.
  record Bound(BigDecimal base, String text) {}

  /// What a text must look like.
  enum Form {
    ANY,
    /// `host:port`, with IPv6 literals in brackets.
    ADDRESS,
    /// A STUN or TURN server. Source: RFC 7064 §3.1, RFC 7065 §3.1.
    ICE_URL
  }

  boolean allows(BigDecimal base) {
    return min.map(bound -> base.compareTo(bound.base()) >= 0).orElse(true)
        && max.map(bound -> base.compareTo(bound.base()) <= 0).orElse(true);
  }

  /// The range for people: `1..65535`, `10s..1d`.
  String range() {
    return min.map(Bound::text).orElse("") + ".." + max.map(Bound::text).orElse("");
  }
}
