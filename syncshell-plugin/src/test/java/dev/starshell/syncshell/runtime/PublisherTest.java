package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PublisherTest {
  private final AtomicInteger mishaps = new AtomicInteger();

  @Test
  void anErrorFailsItsBatchAndIsToldAndTheNextOneIsPublished() throws Exception {
    OneArchive store =
        new OneArchive(1) {
          private boolean failed;

          @Override
          public Published publish(List<Root> roots) {
            if (!failed) {
              failed = true;
              throw new OutOfMemoryError("as if");
            }
            return super.publish(roots);
          }
        };
    try (Publisher publisher = new Publisher(store, mishaps::incrementAndGet)) {
      assertThat(publish(publisher)).contains(FaultCode.STORE_FAILED);
      assertThat(mishaps).hasValue(1);

      assertThat(publish(publisher)).isEmpty();
    }
  }

  private static Optional<FaultCode> publish(Publisher publisher) throws Exception {
    CompletableFuture<Optional<FaultCode>> outcome = new CompletableFuture<>();
    publisher.publish(Needs.root(1), outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }
}
