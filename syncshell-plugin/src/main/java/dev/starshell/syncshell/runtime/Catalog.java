package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView.Received;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.AcceptPolicy;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.NeedPlan;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.manifest.QuotaCount;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// What the other members offer, what of it is here, and so what is missing and what is to be
/// installed. Belongs to the shell's loop; it does no I/O.
final class Catalog {
  private final AcceptPolicy policy;
  private final Quota quota;
  private final Map<MemberKey, Offer> offers = new TreeMap<>();
  private final Set<Root> present = new HashSet<>();

  /// What became present while a question to the store may be open.
  private final Set<Root> recent = new HashSet<>();

  private final Set<Root> asked = new HashSet<>();
  private final Map<Root, MemberKey> underWay = new HashMap<>();

  /// Wanted archives that are not here, with their sizes.
  private final Map<Root, Long> missing = new LinkedHashMap<>();

  /// Where each wanted archive belongs.
  private final Map<Root, List<Place>> places = new HashMap<>();

  private int held;

  /// What is not taken because of the quota.
  private Map<MemberKey, QuotaCount.Refused> refused = Map.of();

  private final Withholding withholding;

  /// Knows what is not to be installed although it is here and wanted.
  @FunctionalInterface
  interface Withholding {
    /// Whether an archive was looked at for this place and found not to belong there.
    boolean isWithheld(MemberKey owner, Entry entry);
  }

  Catalog(AcceptPolicy policy, Quota quota, Withholding withholding) {
    this.policy = policy;
    this.quota = quota;
    this.withholding = withholding;
  }

  private record Place(MemberKey owner, Entry entry) {}

  /// The newest manifest of a member. Its signed bytes are not kept.
  void offer(SignedManifest signed) {
    SignedManifest manifest = signed.withoutBytes();
    Offer offer = offers.get(manifest.manifest().owner());
    if (offer == null) {
      offers.put(manifest.manifest().owner(), new Offer(manifest));
    } else {
      offer.renew(manifest);
      forgive(manifest.manifest().owner());
    }
  }

  /// The newest manifest of a member, without the bytes that were signed.
  Optional<SignedManifest> manifest(MemberKey owner) {
    return Optional.ofNullable(offers.get(owner)).map(offer -> offer.manifest);
  }

  /// A member is not in the shell any more; what came from it stays installed.
  void forget(MemberKey owner) {
    offers.remove(owner);
  }

  void clear() {
    offers.clear();
    asked.clear();
    present.clear();
    recent.clear();
    underWay.clear();
    missing.clear();
    places.clear();
    held = 0;
    refused = Map.of();
  }

  /// What the journal says is installed of a member's libraries.
  void areInstalled(MemberKey owner, Collection<Installed> files) {
    Offer offer = offers.get(owner);
    if (offer != null) {
      offer.installed.clear();
      offer.kept.clear();
      offer.take(files);
    }
  }

  /// What the journal says is installed at these places of a member's libraries.
  void areInstalled(MemberKey owner, Collection<String> at, Collection<Installed> files) {
    Offer offer = offers.get(owner);
    if (offer != null) {
      at.forEach(offer.installed::remove);
      at.forEach(offer.kept::remove);
      offer.take(files);
    }
  }

  /// A member could not supply an archive: it is fetched from another, if another has it.
  void failed(MemberKey owner, Root root) {
    Offer offer = offers.get(owner);
    if (offer != null) {
      offer.failed.add(root);
      underWay.remove(root, owner);
    }
  }

  /// A member may be asked again for what it could not supply.
  void forgive(MemberKey owner) {
    Offer offer = offers.get(owner);
    if (offer != null) {
      offer.failed.clear();
      offer.news++;
    }
  }

  /// A member may be asked again for these archives.
  void forgive(MemberKey owner, Collection<Root> roots) {
    Offer offer = offers.get(owner);
    if (offer != null) {
      offer.failed.removeAll(Set.copyOf(roots));
    }
  }

  /// Which of these archives are not here and may be fetched from another of these members.
  Set<Root> suppliedByOthers(MemberKey from, Collection<Root> roots, Set<MemberKey> sources) {
    Set<Root> supplied = new HashSet<>();
    for (Root root : roots) {
      for (MemberKey source : sources) {
        Offer offer = source.equals(from) ? null : offers.get(source);
        if (offer != null
            && !present.contains(root)
            && offer.roots.contains(root)
            && !offer.failed.contains(root)) {
          supplied.add(root);
        }
      }
    }
    return supplied;
  }

  /// Grows whenever a member may be asked again for what it could not supply.
  long news(MemberKey owner) {
    Offer offer = offers.get(owner);
    return offer == null ? 0 : offer.news;
  }

  /// Whether anything is to be fetched from a member.
  boolean isAwaited(MemberKey member) {
    return underWay.containsValue(member);
  }

  /// Archives that are to be fetched from a member.
  Set<Root> awaited(MemberKey member) {
    Set<Root> awaited = new HashSet<>();
    underWay.forEach((root, from) -> {
      if (from.equals(member)) {
        awaited.add(root);
      }
    });
    return awaited;
  }

  boolean isHere(Root root) {
    return present.contains(root);
  }

  /// Size of an archive as a member says; 0 if it does not offer it.
  long sizeOf(MemberKey owner, Root root) {
    Offer offer = offers.get(owner);
    return offer == null ? 0 : offer.sizes.getOrDefault(root, 0L);
  }

  /// What is wanted, within the quota, and not here, as far as it was worked out.
  Set<Root> missing() {
    return Set.copyOf(missing.keySet());
  }

  boolean isMissing(Root root) {
    return missing.containsKey(root);
  }

  /// The store has said which of these archives are whole here. What arrived since the question
  /// stays.
  void answered(Set<Root> asked, Set<Root> here) {
    present.removeIf(
        root -> asked.contains(root) && !here.contains(root) && !recent.contains(root));
    arePresent(here);
  }

  /// No question to the store is open.
  void allAnswered() {
    recent.clear();
  }

  /// These archives are not here any more. What somebody offers stays as it was.
  ///
  /// @return those of them that nobody offers
  Set<Root> areGone(Set<Root> roots) {
    Set<Root> gone = new HashSet<>(roots);
    gone.removeAll(offered());
    present.removeAll(gone);
    recent.removeAll(gone);
    return gone;
  }

  /// The store has given these up, whoever offers them.
  void areLost(Set<Root> roots) {
    present.removeAll(roots);
    recent.removeAll(roots);
  }

  /// The store may just have lost these: its next answer counts.
  void doubt(Set<Root> roots) {
    recent.removeAll(roots);
  }

  /// These archives are whole here.
  void arePresent(Collection<Root> roots) {
    present.addAll(roots);
    recent.addAll(roots);
    roots.forEach(missing::remove);
    roots.forEach(underWay::remove);
  }

  /// A person asks for everything that a member offers.
  void ask(MemberKey owner) {
    Offer offer = offers.get(owner);
    if (offer != null) {
      asked.addAll(offer.roots);
    }
  }

  /// A person asks for everything that anybody offers.
  void askAll() {
    offers.values().forEach(offer -> asked.addAll(offer.roots));
  }

  /// Works out anew what is missing.
  ///
  /// @param broughtBytes what all that ever came from members of this shell takes
  void recompute(long broughtBytes) {
    missing.clear();
    places.clear();
    held = 0;
    QuotaCount count = new QuotaCount(quota, broughtBytes);
    Map<MemberKey, List<Entry>> absent = new TreeMap<>();
    offers.forEach((owner, offer) -> {
      AcceptPolicy.Selection selection = policy.select(offer.manifest.manifest(), asked);
      for (Entry entry : selection.wanted()) {
        if (present.contains(entry.root())) {
          count.holds(owner, entry.root(), entry.sizeBytes());
          place(owner, entry);
        } else {
          absent.computeIfAbsent(owner, _ -> new ArrayList<>()).add(entry);
        }
      }
      held += (int) selection.waiting().stream().filter(this::isHeld).count();
    });
    absent.forEach((owner, entries) -> {
      for (Entry entry : entries) {
        if (count.takes(owner, entry.root(), entry.sizeBytes())) {
          place(owner, entry);
          missing.put(entry.root(), entry.sizeBytes());
        }
      }
    });
    refused = count.refused();
    underWay.keySet().retainAll(missing.keySet());
  }

  private void place(MemberKey owner, Entry entry) {
    places.computeIfAbsent(entry.root(), _ -> new ArrayList<>(1)).add(new Place(owner, entry));
  }

  /// What is not taken because of the quota, by member.
  Map<MemberKey, QuotaCount.Refused> overQuota() {
    return refused;
  }

  private boolean isHeld(Entry entry) {
    return !present.contains(entry.root());
  }

  /// Every root that some manifest has.
  Set<Root> offered() {
    Set<Root> roots = new HashSet<>();
    offers.values().forEach(offer -> roots.addAll(offer.roots));
    return roots;
  }

  /// Every root that some manifest has and that is not known to be here.
  Set<Root> questionable() {
    Set<Root> roots = offered();
    roots.removeAll(present);
    return roots;
  }

  /// Shares out what is missing over the links that are up.
  ///
  /// @param links those that archives may be fetched from
  /// @return for each link what it should fetch, the most urgent first; an empty list for none
  Map<MemberKey, List<WantedRoot>> plan(Set<MemberKey> links) {
    underWay.values().removeIf(member -> !links.contains(member));
    underWay.entrySet().removeIf(one -> !isOffered(one.getValue(), one.getKey()));
    Map<MemberKey, Set<Root>> sources = new HashMap<>();
    Map<MemberKey, Long> pending = new HashMap<>();
    for (MemberKey link : links) {
      Offer offer = offers.get(link);
      Set<Root> supplied = new HashSet<>(offer == null ? Set.of() : offer.roots);
      supplied.removeAll(offer == null ? Set.of() : offer.failed);
      sources.put(link, supplied);
      pending.put(link, 0L);
    }
    underWay.forEach(
        (root, member) -> pending.merge(member, missing.getOrDefault(root, 0L), Long::sum));
    NeedPlan plan =
        NeedPlan.of(new NeedPlan.Question(missing, present, underWay, sources, pending));
    Map<MemberKey, List<WantedRoot>> wanted = new HashMap<>();
    links.forEach(link -> wanted.put(link, new ArrayList<>()));
    underWay.forEach((root, member) -> add(wanted, member, root));
    plan.from()
        .forEach((member, roots) ->
            roots.forEach(root -> {
              underWay.put(root, member);
              add(wanted, member, root);
            }));
    return wanted;
  }

  private boolean isOffered(MemberKey owner, Root root) {
    Offer offer = offers.get(owner);
    return offer != null && offer.roots.contains(root);
  }

  private void add(Map<MemberKey, List<WantedRoot>> wanted, MemberKey member, Root root) {
    Offer offer = offers.get(member);
    List<WantedRoot> list = wanted.get(member);
    if (missing.containsKey(root) && offer != null && list != null) {
      // Its own word: what it sends is compared with that, whatever others say of this archive.
      list.add(new WantedRoot(root, offer.sizes.getOrDefault(root, 0L)));
    }
  }

  /// What is here, wanted, and not installed where it should be, by the member that offers it.
  Map<MemberKey, Set<Root>> installable() {
    return installable(places.keySet());
  }

  /// The same, of these archives alone.
  Map<MemberKey, Set<Root>> installable(Collection<Root> roots) {
    Map<MemberKey, Set<Root>> found = new TreeMap<>();
    for (Root root : roots) {
      for (Place place : placesOf(root)) {
        Offer offer = offers.get(place.owner());
        if (offer != null
            && !root.equals(offer.installed.get(place.entry().place()))
            && !withholding.isWithheld(place.owner(), place.entry())) {
          found.computeIfAbsent(place.owner(), _ -> new HashSet<>()).add(root);
        }
      }
    }
    return found;
  }

  /// Where a member offers these archives, of those that are wanted and here.
  List<Entry> entries(MemberKey owner, Collection<Root> roots) {
    List<Entry> entries = new ArrayList<>();
    for (Root root : roots) {
      for (Place place : placesOf(root)) {
        if (place.owner().equals(owner)) {
          entries.add(place.entry());
        }
      }
    }
    return entries;
  }

  /// What is wanted and here, by member and archive, and where it belongs.
  Map<MemberKey, Map<Root, List<Entry>>> received() {
    Map<MemberKey, Map<Root, List<Entry>>> received = new TreeMap<>();
    places.forEach((root, known) -> {
      if (present.contains(root)) {
        known.forEach(place ->
            received
                .computeIfAbsent(place.owner(), _ -> new HashMap<>())
                .computeIfAbsent(root, _ -> new ArrayList<>(1))
                .add(place.entry()));
      }
    });
    return received;
  }

  /// What is installed of a member's archives, at their places or beside another file.
  Set<Root> installed(MemberKey owner) {
    Offer offer = offers.get(owner);
    return offer == null ? Set.of() : new HashSet<>(offer.installed.values());
  }

  /// What is installed at a place of a member's.
  Optional<Root> installedAt(MemberKey owner, String place) {
    return Optional.ofNullable(offers.get(owner)).map(offer -> offer.installed.get(place));
  }

  /// Members whose manifests are known.
  Set<MemberKey> owners() {
    return Set.copyOf(offers.keySet());
  }

  private List<Place> placesOf(Root root) {
    return present.contains(root) ? places.getOrDefault(root, List.of()) : List.of();
  }

  /// Archives of a member that are wanted and here.
  Set<Root> takenFrom(MemberKey owner) {
    Offer offer = offers.get(owner);
    Set<Root> taken = new HashSet<>(offer == null ? Set.of() : offer.roots);
    taken.retainAll(places.keySet());
    taken.retainAll(present);
    return taken;
  }

  boolean isEmpty() {
    return offers.isEmpty();
  }

  int missingCount() {
    return missing.size();
  }

  long missingBytes() {
    return missing.values().stream().mapToLong(Long::longValue).sum();
  }

  int heldCount() {
    return held;
  }

  /// A name that people know an archive by: that of its first place.
  Optional<String> nameOf(Root root) {
    List<Place> known = places.getOrDefault(root, List.of());
    return known.isEmpty() ? Optional.empty() : Optional.of(known.getFirst().entry().path());
  }

  /// A line for each library of each member.
  ///
  /// @param held tells what waits for a person's word
  List<Received> view(Function<MemberKey, String> names, Withholding held) {
    List<Received> rows = new ArrayList<>();
    offers.forEach((owner, offer) ->
        rows.addAll(offer.view(names.apply(owner), entry -> held.isWithheld(owner, entry))));
    return rows;
  }
}
