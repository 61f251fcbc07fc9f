package dev.starshell.syncshell.protocol;

import static dev.starshell.syncshell.protocol.Raw.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import dev.starshell.syncshell.protocol.DecodeResult.Incomplete;
import dev.starshell.syncshell.protocol.DecodeResult.Malformed;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TransferCodecTest {
  private static final byte[] DIGEST = new byte[32];
  private static final byte[] SIGNATURE = new byte[64];

  static List<TransferMessage> messages() {
    return Samples.transfers();
  }

  @Test
  void samplesCoverEveryMessage() {
    assertThat(messages().stream().map(Object::getClass).distinct())
        .hasSize(TransferMessage.class.getPermittedSubclasses().length);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageComesBackAsItWas(TransferMessage message) {
    assertThat(TransferCodec.decode(TransferCodec.encode(message)))
        .isEqualTo(new Decoded<>(message));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyCutIsIncompleteAndNothingElse(TransferMessage message) {
    byte[] encoded = TransferCodec.encode(message);

    for (int length = 0; length < encoded.length; length++) {
      assertThat(TransferCodec.decode(Arrays.copyOf(encoded, length)))
          .as("cut to %d of %d", length, encoded.length)
          .isInstanceOf(Incomplete.class);
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void anyTrailingByteIsRefused(TransferMessage message) {
    byte[] encoded = TransferCodec.encode(message);
    byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);

    for (int last : new int[] {0, 0x40, 0x80, 0xf6, 0xff}) {
      longer[encoded.length] = (byte) last;
      assertThat(TransferCodec.decode(longer)).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aHundredThousandMutationsNeverThrow() {
    Random random = new Random(20_260_701);
    List<byte[]> encoded = messages().stream().map(TransferCodec::encode).toList();
    int decoded = 0;

    for (int i = 0; i < 100_000; i++) {
      byte[] mutated = Mutations.mutate(encoded.get(random.nextInt(encoded.size())), random);
      if (TransferCodec.decode(mutated) instanceof Decoded<TransferMessage>(TransferMessage m)) {
        decoded++;
        assertThat(TransferCodec.decode(TransferCodec.encode(m))).isEqualTo(new Decoded<>(m));
      }
    }

    assertThat(decoded).isPositive();
  }

  static List<byte[]> outOfBounds() {
    List<byte[]> bad = new ArrayList<>();
    long over = Samples.NUMBER_MAX + 1;
    for (Object type : new Object[] {0, 20, 65, 66, 129, 130, 255, 256, -1, "1", DIGEST}) {
      bad.add(Raw.message(type, 1));
    }
    bad.add(Raw.message(1, 0, 0, 0, DIGEST, 0));
    bad.add(Raw.message(1, 1, 256, 0, DIGEST, 0));
    bad.add(Raw.message(1, 1, 0, -1, DIGEST, 0));
    bad.add(Raw.message(1, 1, 0, 0, new byte[31], 0));
    bad.add(Raw.message(1, 1, 0, 0, new byte[33], 0));
    bad.add(Raw.message(1, 1, 0, 0, DIGEST));
    bad.add(Raw.message(1, 1, 0, 0, DIGEST, -1));
    bad.add(Raw.message(1, 1, 0, 0, DIGEST, Limits.GENERATION_MAX + 1));
    bad.add(Raw.message(1, 1, 0, 0, DIGEST, 0, 0));
    bad.add(Raw.message(2, -1, DIGEST));
    bad.add(Raw.message(3, 0));
    bad.add(Raw.message(4, new byte[0]));
    bad.add(Raw.message(4, new byte[Limits.MANIFEST_BYTES_MAX + 1025]));
    bad.add(Raw.message(4, "text"));
    bad.add(Raw.message(5, new byte[0]));
    bad.add(Raw.message(5, new byte[33]));
    bad.add(Raw.message(5, new byte[(Limits.NEED_ROOTS_MAX + 1) * 32]));
    bad.add(Raw.message(6, DIGEST, new byte[35]));
    bad.add(Raw.message(6, DIGEST, new byte[36]));
    bad.add(Raw.message(6, DIGEST, chunkOfLength(Limits.CHUNK_BYTES_MAX + 1)));
    bad.add(Raw.message(6, DIGEST, chunkOfLength(-1)));
    // Only the last chunk of an archive may be so small.
    bad.add(Raw.message(6, DIGEST, Arrays.copyOf(chunkOfLength(1), 72)));
    bad.add(Raw.message(7, DIGEST, 0));
    bad.add(Raw.message(7, DIGEST, 25));
    bad.add(Raw.message(7, DIGEST, 256));
    for (Object contract : new Object[] {0, -1, over, "7"}) {
      bad.add(Raw.message(8, contract, list(list(DIGEST))));
      bad.add(Raw.message(9, contract, 1, list(), list()));
      bad.add(Raw.message(9, 1, contract, list(), list()));
      bad.add(Raw.message(10, contract, DIGEST));
      bad.add(Raw.message(11, contract, 40));
      bad.add(Raw.message(13, contract, 0));
      bad.add(Raw.message(14, contract, 0, 32));
      bad.add(Raw.message(15, contract, 1, DIGEST, SIGNATURE));
      bad.add(Raw.message(16, contract, 1, DIGEST, SIGNATURE));
    }
    for (Object channel : new Object[] {0, -1, Limits.CHANNELS_MAX, over}) {
      bad.add(Raw.message(9, 1, 1, list(list(DIGEST, channel)), list()));
      bad.add(Raw.message(12, channel, 0));
      bad.add(Raw.message(15, 1, channel, DIGEST, SIGNATURE));
      bad.add(Raw.message(16, 1, channel, DIGEST, SIGNATURE));
    }
    for (Object parcel : new Object[] {-1, Limits.CONTRACT_PARCELS_MAX, over}) {
      bad.add(Raw.message(13, 1, parcel));
      bad.add(Raw.message(14, 1, parcel, 32));
    }
    bad.add(Raw.message(8, 1, list()));
    bad.add(Raw.message(8, 1, list(7)));
    for (List<Object> ranges : badRanges()) {
      List<Object> want = new ArrayList<>(List.of((Object) DIGEST));
      want.addAll(ranges);
      bad.add(Raw.message(8, 1, list(want)));
      want.add(1, 1);
      bad.add(Raw.message(9, 1, 1, list(want), list()));
    }
    bad.add(Raw.message(9, 1, 1, list(), list(list(DIGEST, 25))));
    bad.add(Raw.message(9, 1, 1, list(), list(list(DIGEST, 32, 1))));
    bad.add(Raw.message(12, 1, -1));
    bad.add(Raw.message(13, 1));
    bad.add(Raw.message(15, 1, 1, DIGEST, new byte[63]));
    bad.add(Raw.message(16, 1, 1, DIGEST, new byte[65]));
    bad.add(Raw.message(17, -1));
    bad.add(Raw.message(18, -1));
    bad.add(Raw.message(19, 0));
    bad.add(Raw.message(19, 255));
    return bad;
  }

  private static List<List<Object>> badRanges() {
    return List.of(
        list(-1, 1),
        list(0, 0),
        list(0, 1, 0, 1),
        list(0, Limits.ARCHIVE_CHUNKS_MAX + 1),
        list(Limits.ARCHIVE_CHUNKS_MAX, 1),
        list(1, Limits.ARCHIVE_CHUNKS_MAX),
        list(0, 1, 1),
        list(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  private static byte[] chunkOfLength(int length) {
    byte[] packed = new byte[36];
    java.nio.ByteBuffer.wrap(packed).putInt(32, length);
    return packed;
  }

  @Test
  void eachFieldOutOfItsBoundsIsMalformed() {
    List<byte[]> bad = outOfBounds();

    for (int i = 0; i < bad.size(); i++) {
      assertThat(TransferCodec.decode(bad.get(i))).as("case %d", i).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void whatIsNotPlainCborOfAMessageIsMalformed() {
    List<byte[]> bad =
        List.of(
            new byte[] {(byte) 0xa1, 1, 1},
            new byte[] {(byte) 0x9f, 17, 1, (byte) 0xff},
            new byte[] {(byte) 0x82, 17, (byte) 0xc1, 1},
            new byte[] {(byte) 0x82, 17, (byte) 0xf9, 0x3c, 0},
            new byte[] {(byte) 0x82, 17, (byte) 0xc2, 0x41, 1},
            new byte[] {(byte) 0x82, 17, (byte) 0x1b, -1, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {(byte) 0x82, 17, (byte) 0xf6},
            new byte[] {(byte) 0x82, 4, (byte) 0x5f, 0x41, 1, (byte) 0xff},
            new byte[] {17});

    for (byte[] message : bad) {
      assertThat(TransferCodec.decode(message)).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void aHugeDeclaredLengthAllocatesNothingAndIsIncomplete() {
    byte[] bytes = {(byte) 0x82, 4, (byte) 0x5a, 0x7f, -1, -1, -1, 1, 2};
    byte[] array = {(byte) 0x9a, 0x7f, -1, -1, -1, 17};

    assertThat(TransferCodec.decode(bytes)).isInstanceOf(Incomplete.class);
    assertThat(TransferCodec.decode(array)).isNotInstanceOf(Decoded.class);
  }

  @Test
  void anotherMajorVersionIsNamedWhateverFollows() {
    DecodeResult<TransferMessage> result = TransferCodec.decode(Raw.message(1, 2, "later"));

    assertThat(result)
        .isInstanceOfSatisfying(
            Malformed.class,
            bad -> assertThat(bad.fault().code()).isEqualTo(FaultCode.VERSION_UNSUPPORTED));
  }

  @Test
  void countsAreTakenAtTheirBoundAndRefusedOneAbove() {
    List<Object> wants =
        new ArrayList<>(
            IntStream.range(0, Limits.NEED_ROOTS_MAX)
                .mapToObj(i -> list(Samples.digest(i).toBytes(), 0, 1))
                .toList());
    assertThat(TransferCodec.decode(Raw.message(8, 1, wants))).isInstanceOf(Decoded.class);
    wants.add(list(DIGEST, 0, 1));
    assertThat(TransferCodec.decode(Raw.message(8, 1, wants))).isInstanceOf(Malformed.class);

    List<Object> parcels =
        new ArrayList<>(Collections.nCopies(Limits.CONTRACT_PARCELS_MAX, list(DIGEST, 1, 0, 1)));
    assertThat(TransferCodec.decode(Raw.message(9, 1, 1, parcels, list())))
        .isInstanceOf(Decoded.class);
    parcels.add(list(DIGEST, 1, 0, 1));
    assertThat(TransferCodec.decode(Raw.message(9, 1, 1, parcels, list())))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void theMostFragmentedNeedFitsAndOneRangeMoreIsRefused() {
    List<ChunkRange> every2nd =
        IntStream.range(0, Limits.WANT_RANGES_MAX)
            .mapToObj(i -> new ChunkRange(2 * i, 2 * i + 1))
            .toList();
    Want most = new Want(Samples.root(1), every2nd);
    TransferMessage need = new TransferMessage.Need(1, List.of(most));
    Want one = new Want(Samples.root(2), List.of(new ChunkRange(0, 1)));

    byte[] encoded = TransferCodec.encode(need);

    assertThat(TransferCodec.decode(encoded)).isEqualTo(new Decoded<>(need));
    assertThatThrownBy(() -> TransferCodec.encode(new TransferMessage.Need(1, List.of(most, one))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void weNeverSendWhatWeWouldRefuse() {
    List<TransferMessage> bad =
        List.of(
            new TransferMessage.CreditGranted(0, 1),
            new TransferMessage.DataArrived(List.of()),
            new TransferMessage.DataArrived(List.of(new Arrival(0, 1, 1))),
            new TransferMessage.DataArrived(
                Collections.nCopies(Limits.CHANNELS_MAX, new Arrival(1, 1, 1))),
            new TransferMessage.DataArrived(
                List.of(new Arrival(1, 1, Limits.ARRIVAL_MICROS_MAX + 1))),
            new TransferMessage.Receipts(1, List.of()),
            new TransferMessage.Receipts(1, List.of(Limits.CONTRACT_PARCELS_MAX)),
            new TransferMessage.ContractAbandoned(0, FaultCode.PAUSED),
            new TransferMessage.HighFive(1, 1, Samples.digest(1), Bytes.EMPTY),
            new TransferMessage.Need(
                1,
                List.of(
                    new Want(
                        Samples.root(1), List.of(new ChunkRange(0, 1), new ChunkRange(1, 2))))));

    for (TransferMessage message : bad) {
      assertThatThrownBy(() -> TransferCodec.encode(message))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void codesAreWrittenOutAndUnique() {
    assertThat(Arrays.stream(MessageType.values()).map(MessageType::code))
        .doesNotHaveDuplicates()
        .containsExactly(
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 65, 66, 67,
            68, 69, 70, 71, 72, 73, 74, 129, 130);
  }
}
