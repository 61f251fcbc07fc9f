package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.AuditEntry;
import java.io.IOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the audit trail: contracts, receipts and high fives, by the journal's own thread. Thread:
/// any.
final class AuditTrail {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private final Journal journal;
  private final Workers facts;
  private final Function<MemberKey, String> names;

  AuditTrail(Journal journal, Workers facts, Function<MemberKey, String> names) {
    this.journal = journal;
    this.facts = facts;
    this.names = names;
  }

  /// Adds an entry.
  void add(String event, MemberKey member, String subject) {
    AuditEntry entry =
        new AuditEntry(System.currentTimeMillis(), event, names.apply(member), subject);
    boolean taken =
        facts.offer(
            0,
            () -> {
              try {
                journal.audit(entry);
              } catch (IOException e) {
                LOG.error("audit entry lost event={}", event, e);
              }
            });
    if (!taken) {
      // Waiting here would let a peer that causes entries stop the loop.
      LOG.error("audit entry lost, the journal is behind event={}", event);
    }
  }
}
