package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.StatusView.Counts;
import java.util.concurrent.atomic.LongAdder;

/// What was done since the plugin started. Thread: any.
final class Counters {
  final LongAdder contentBytesSent = new LongAdder();
  final LongAdder contentBytesReceived = new LongAdder();
  final LongAdder wireBytesSent = new LongAdder();
  final LongAdder wireBytesReceived = new LongAdder();
  final LongAdder duplicateBytes = new LongAdder();
  final LongAdder chunksReused = new LongAdder();
  final LongAdder receiptsSent = new LongAdder();
  final LongAdder receiptsReceived = new LongAdder();
  final LongAdder highFives = new LongAdder();
  final LongAdder contracts = new LongAdder();
  final LongAdder archivesReceived = new LongAdder();
  final LongAdder archivesInstalled = new LongAdder();

  Counts view() {
    return new Counts(
        contentBytesSent.sum(),
        contentBytesReceived.sum(),
        wireBytesSent.sum(),
        wireBytesReceived.sum(),
        duplicateBytes.sum(),
        chunksReused.sum(),
        receiptsSent.sum(),
        receiptsReceived.sum(),
        highFives.sum(),
        contracts.sum(),
        archivesReceived.sum(),
        archivesInstalled.sum());
  }
}
