package io.aigw.xds.snapshot;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Resources by name, ordered; immutable. A map that was made from another one by a change shares
 * everything with it but the path to the changed name, so a change and the comparison of the two
 * cost the logarithm of the size.
 *
 * <p>It is a treap: a search tree by name that is a heap by a priority derived from the name, which
 * makes its shape a function of its names alone. Priorities depend on a secret of this process:
 * names are chosen by users, and nobody should be able to choose such that the tree becomes a list.
 */
@SuppressWarnings("ReferenceEquality") // the same node means the same content, without a look
final class ResourceMap {

  static final ResourceMap EMPTY = new ResourceMap(null);

  private static final long SECRET = ThreadLocalRandom.current().nextLong() | 1;

  private final @Nullable Node root;

  private ResourceMap(@Nullable Node root) {
    this.root = root;
  }

  private record Node(
      VersionedResource resource, long priority, @Nullable Node left, @Nullable Node right) {

    String name() {
      return resource.name();
    }

    Node withLeft(@Nullable Node other) {
      return other == left ? this : new Node(resource, priority, other, right);
    }

    Node withRight(@Nullable Node other) {
      return other == right ? this : new Node(resource, priority, left, other);
    }

    boolean above(Node other) {
      return priority != other.priority
          ? priority > other.priority
          : name().compareTo(other.name()) > 0;
    }
  }

  private record Halves(@Nullable Node below, @Nullable Node above) {}

  @Nullable VersionedResource get(String name) {
    Node node = root;
    while (node != null) {
      int order = name.compareTo(node.name());
      if (order == 0) {
        return node.resource;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  /** This map where it has the resource in that version, else one that has it. */
  ResourceMap with(VersionedResource resource) {
    VersionedResource present = get(resource.name());
    if (present != null && present.version().equals(resource.version())) {
      return this;
    }
    Node leaf = new Node(resource, priority(resource.name()), null, null);
    return new ResourceMap(present == null ? insert(root, leaf) : replace(root, resource));
  }

  /** This map where it has no such resource, else one without it. */
  ResourceMap without(String name) {
    return get(name) == null ? this : new ResourceMap(remove(root, name));
  }

  boolean isEmpty() {
    return root == null;
  }

  /** Tells all resources in the order of their names. */
  void forEach(Consumer<? super VersionedResource> consumer) {
    visit(root, consumer);
  }

  /** Tells the names that have another version in one of the maps than in the other, or none. */
  static void differences(ResourceMap a, ResourceMap b, Consumer<? super String> names) {
    differences(a.root, b.root, names);
  }

  private static void visit(@Nullable Node node, Consumer<? super VersionedResource> consumer) {
    if (node != null) {
      visit(node.left, consumer);
      consumer.accept(node.resource);
      visit(node.right, consumer);
    }
  }

  private static void differences(
      @Nullable Node a, @Nullable Node b, Consumer<? super String> names) {
    if (a == b) {
      return;
    }
    if (a == null) {
      visit(b, resource -> names.accept(resource.name()));
    } else if (b == null) {
      visit(a, resource -> names.accept(resource.name()));
    } else if (a.name().equals(b.name())) {
      differences(a.left, b.left, names);
      if (!a.resource.version().equals(b.resource.version())) {
        names.accept(a.name());
      }
      differences(a.right, b.right, names);
    } else if (a.above(b)) {
      Halves halves = split(b, a.name());
      differences(a.left, halves.below, names);
      names.accept(a.name());
      differences(a.right, halves.above, names);
    } else {
      Halves halves = split(a, b.name());
      differences(halves.below, b.left, names);
      names.accept(b.name());
      differences(halves.above, b.right, names);
    }
  }

  private static Node insert(@Nullable Node node, Node leaf) {
    if (node == null) {
      return leaf;
    }
    if (leaf.above(node)) {
      Halves halves = split(node, leaf.name());
      return leaf.withLeft(halves.below).withRight(halves.above);
    }
    return leaf.name().compareTo(node.name()) < 0
        ? node.withLeft(insert(node.left, leaf))
        : node.withRight(insert(node.right, leaf));
  }

  private static @Nullable Node replace(@Nullable Node node, VersionedResource resource) {
    if (node == null) {
      return null;
    }
    int order = resource.name().compareTo(node.name());
    if (order == 0) {
      return new Node(resource, node.priority, node.left, node.right);
    }
    return order < 0
        ? node.withLeft(replace(node.left, resource))
        : node.withRight(replace(node.right, resource));
  }

  private static @Nullable Node remove(@Nullable Node node, String name) {
    if (node == null) {
      return null;
    }
    int order = name.compareTo(node.name());
    if (order == 0) {
      return merge(node.left, node.right);
    }
    return order < 0
        ? node.withLeft(remove(node.left, name))
        : node.withRight(remove(node.right, name));
  }

  /** What is below and what is above a name that the tree does not have. */
  private static Halves split(@Nullable Node node, String name) {
    if (node == null) {
      return new Halves(null, null);
    }
    if (name.compareTo(node.name()) < 0) {
      Halves halves = split(node.left, name);
      return new Halves(halves.below, node.withLeft(halves.above));
    }
    Halves halves = split(node.right, name);
    return new Halves(node.withRight(halves.below), halves.above);
  }

  /** One tree of two, all names of the first being below those of the second. */
  private static @Nullable Node merge(@Nullable Node below, @Nullable Node above) {
    if (below == null) {
      return above;
    }
    if (above == null) {
      return below;
    }
    return below.above(above)
        ? below.withRight(merge(below.right, above))
        : above.withLeft(merge(below, above.left));
  }

  private static long priority(String name) {
    long hash = SECRET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * SECRET;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
