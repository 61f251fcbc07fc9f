package dev.starshell.host.relay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable map whose changes cost a few small arrays, not a copy of the whole: a relay's state
/// changes with every frame, and thousands of connections are in it.
///
/// A hash trie, 32 ways at each level; keys of one hash share a chain.
final class PersistentMap<K, V> {
  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;
  private static final int HASH_BITS = 32;

  private sealed interface Node<K, V> {}

  private record Leaf<K, V>(int hash, K key, V value, @Nullable Leaf<K, V> more)
      implements Node<K, V> {}

  private record Branch<K, V>(int bitmap, List<Node<K, V>> children) implements Node<K, V> {}

  private final @Nullable Node<K, V> root;
  private final int size;

  private PersistentMap(@Nullable Node<K, V> root, int size) {
    this.root = root;
    this.size = size;
  }

  static <K, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null, 0);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  Optional<V> find(K key) {
    int hash = spread(key);
    Node<K, V> node = root;
    int shift = 0;
    while (node instanceof Branch<K, V>(int bitmap, List<Node<K, V>> children)) {
      int bit = 1 << ((hash >>> shift) & MASK);
      if ((bitmap & bit) == 0) {
        return Optional.empty();
      }
      node = children.get(Integer.bitCount(bitmap & (bit - 1)));
      shift += BITS;
    }
    for (Leaf<K, V> leaf = (Leaf<K, V>) node; leaf != null; leaf = leaf.more()) {
      if (leaf.hash() == hash && leaf.key().equals(key)) {
        return Optional.of(leaf.value());
      }
    }
    return Optional.empty();
  }

  boolean contains(K key) {
    return find(key).isPresent();
  }

  PersistentMap<K, V> with(K key, V value) {
    Leaf<K, V> added = new Leaf<>(spread(key), key, value, null);
    Node<K, V> grown = root == null ? added : put(root, 0, added);
    return new PersistentMap<>(grown, contains(key) ? size : size + 1);
  }

  PersistentMap<K, V> without(K key) {
    if (root == null || !contains(key)) {
      return this;
    }
    return new PersistentMap<>(remove(root, 0, spread(key), key), size - 1);
  }

  /// Visits each entry, in no order that means anything but the same for the same content and
  /// history.
  void forEach(BiConsumer<? super K, ? super V> visitor) {
    if (root != null) {
      visit(root, visitor);
    }
  }

  private static <K, V> void visit(Node<K, V> node, BiConsumer<? super K, ? super V> visitor) {
    switch (node) {
      case Branch<K, V>(_, List<Node<K, V>> children) ->
          children.forEach(child -> visit(child, visitor));
      case Leaf<K, V> first -> {
        for (Leaf<K, V> leaf = first; leaf != null; leaf = leaf.more()) {
          visitor.accept(leaf.key(), leaf.value());
        }
      }
    }
  }

  private static <K, V> Node<K, V> put(Node<K, V> node, int shift, Leaf<K, V> added) {
    return switch (node) {
      case Leaf<K, V> leaf when leaf.hash() == added.hash() -> chain(leaf, added);
      case Leaf<K, V> leaf -> put(put(new Branch<>(0, List.of()), shift, leaf), shift, added);
      case Branch<K, V>(int bitmap, List<Node<K, V>> children) -> {
        int bit = 1 << ((added.hash() >>> shift) & MASK);
        int index = Integer.bitCount(bitmap & (bit - 1));
        List<Node<K, V>> grown = new ArrayList<>(children);
        if ((bitmap & bit) == 0) {
          grown.add(index, added);
        } else {
          grown.set(index, put(children.get(index), shift + BITS, added));
        }
        yield new Branch<>(bitmap | bit, fixed(grown));
      }
    };
  }

  private static <K, V> Leaf<K, V> chain(Leaf<K, V> first, Leaf<K, V> added) {
    Leaf<K, V> rest = added;
    for (Leaf<K, V> leaf = first; leaf != null; leaf = leaf.more()) {
      if (!leaf.key().equals(added.key())) {
        rest = new Leaf<>(leaf.hash(), leaf.key(), leaf.value(), rest);
      }
    }
    return rest;
  }

  private static <K, V> @Nullable Node<K, V> remove(Node<K, V> node, int shift, int hash, K key) {
    return switch (node) {
      case Leaf<K, V> first -> {
        Leaf<K, V> rest = null;
        for (Leaf<K, V> leaf = first; leaf != null; leaf = leaf.more()) {
          if (!leaf.key().equals(key)) {
            rest = new Leaf<>(leaf.hash(), leaf.key(), leaf.value(), rest);
          }
        }
        yield rest;
      }
      case Branch<K, V>(int bitmap, List<Node<K, V>> children) -> {
        int bit = 1 << ((hash >>> shift) & MASK);
        int index = Integer.bitCount(bitmap & (bit - 1));
        Node<K, V> kept = remove(children.get(index), shift + BITS, hash, key);
        List<Node<K, V>> shrunk = new ArrayList<>(children);
        if (kept != null) {
          shrunk.set(index, kept);
          yield shrunk.size() == 1 && kept instanceof Leaf<K, V>
              ? kept
              : new Branch<>(bitmap, fixed(shrunk));
        }
        shrunk.remove(index);
        if (shrunk.isEmpty()) {
          yield null;
        }
        yield shrunk.size() == 1 && shrunk.getFirst() instanceof Leaf<K, V> alone
            ? alone
            : new Branch<>(bitmap & ~bit, fixed(shrunk));
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <K, V> List<Node<K, V>> fixed(List<Node<K, V>> children) {
    return Arrays.asList((Node<K, V>[]) children.toArray(new Node<?, ?>[0]));
  }

  private static int spread(Object key) {
    int hash = key.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> (HASH_BITS / 2));
  }
}
