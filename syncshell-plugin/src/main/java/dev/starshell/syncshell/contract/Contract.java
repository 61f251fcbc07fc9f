package dev.starshell.syncshell.contract;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import java.util.List;
import java.util.Set;

/// One contract: which parcel of which archive travels on which channel, in which order. Immutable;
/// equal contracts have equal digests.
///
/// It is keyed by its own number, never by a channel or a name alone, so that two contracts of two
/// peers cannot be taken for each other.
public final class Contract {
  private final ContractOffered message;
  private final Digest digest;
  private final ImmutableListMultimap<Integer, Integer> byChannel;
  private final ImmutableListMultimap<Root, Integer> byRoot;

  private Contract(ContractOffered message) {
    this.message = message;
    this.digest = ContractDigest.of(message);
    var channels = ImmutableListMultimap.<Integer, Integer>builder();
    var roots = ImmutableListMultimap.<Root, Integer>builder();
    for (int number = 0; number < message.parcels().size(); number++) {
      Parcel parcel = message.parcels().get(number);
      channels.put(parcel.channel(), number);
      roots.put(parcel.root(), number);
    }
    this.byChannel = channels.build();
    this.byRoot = roots.build();
  }

  /// A contract as its message says it. The receiver checks a message with [ContractCheck] first.
  public static Contract of(ContractOffered message) {
    return new Contract(message);
  }

  /// The message that offers it.
  public ContractOffered message() {
    return message;
  }

  /// Its number in the generation. Range: 1 to 2^32 − 1.
  public long id() {
    return message.contract();
  }

  /// The number of the NEED that it answers.
  public long need() {
    return message.need();
  }

  /// All parcels; a parcel's number is its place.
  public List<Parcel> parcels() {
    return message.parcels();
  }

  /// One parcel.
  ///
  /// @throws IndexOutOfBoundsException if there is none with this number
  public Parcel parcel(int number) {
    return message.parcels().get(number);
  }

  /// Whether there is a parcel with this number.
  public boolean hasParcel(int number) {
    return number >= 0 && number < message.parcels().size();
  }

  /// Archives of the NEED that the sender cannot supply now.
  public List<Refusal> refused() {
    return message.refused();
  }

  /// What the receiver answers to show that it has understood the same.
  public Digest digest() {
    return digest;
  }

  /// The channels that have parcels, ascending.
  public Set<Integer> channels() {
    return ImmutableSortedSet.copyOf(byChannel.keySet());
  }

  /// The numbers of a channel's parcels in the order in which they travel; empty for a channel
  /// without.
  public List<Integer> parcelsOn(int channel) {
    return byChannel.get(channel);
  }

  /// The archives that have parcels, in the order of their first one.
  public List<Root> roots() {
    return ImmutableList.copyOf(byRoot.keySet());
  }

  /// The numbers of an archive's parcels, ascending; empty for an archive without.
  public List<Integer> parcelsOf(Root root) {
    return byRoot.get(root);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Contract that && message.equals(that.message);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  /// Number, sizes and digest, for a log line.
  @Override
  public String toString() {
    return "contract " + id() + " of " + parcels().size() + " parcels, digest " + digest;
  }
}
