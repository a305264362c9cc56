package io.aigw.operator.files;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.Metadata;
import io.aigw.api.Namespace;
import io.aigw.api.ObjectKey;
import io.aigw.operator.files.Change.FieldChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The state of all files at one moment: immutable. */
public final class FileContents {

  private static final String NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

  /** No files. */
  public static final FileContents EMPTY = new FileContents(new TreeMap<>(), List.of());

  private final SortedMap<String, Entry> entries;
  private final List<Finding> findings;

  FileContents(SortedMap<String, Entry> entries, List<Finding> findings) {
    this.entries = entries;
    this.findings = List.copyOf(findings);
  }

  /**
   * What the gateway reads. Every namespace that something is in is there, with the label that the
   * API server gives it, whether or not a file has it.
   */
  public List<ApiObject> objects() {
    Map<ObjectKey, ApiObject> objects = new TreeMap<>();
    for (Entry entry : entries.values()) {
      if (entry.content() instanceof Entry.Resource(ApiObject object)) {
        objects.put(object.key(), object);
        if (object.kind().namespaced()) {
          Namespace namespace = namespace(object.metadata().namespace(), Map.of());
          objects.putIfAbsent(namespace.key(), namespace);
        }
      }
    }
    objects.replaceAll(
        (key, object) ->
            key.kind() == Kind.NAMESPACE
                ? namespace(key.name(), object.metadata().labels())
                : object);
    return new ArrayList<>(objects.values());
  }

  private static Namespace namespace(String name, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(labels);
    all.put(NAMESPACE_NAME_LABEL, name);
    return new Namespace(new Metadata(null, name, all, null, 0, null, null));
  }

  /** What would run in a cluster, ordered by namespace and name. */
  public List<Deployment> deployments() {
    List<Deployment> deployments = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.content() instanceof Entry.Workload(Deployment deployment)) {
        deployments.add(deployment);
      }
    }
    return deployments;
  }

  /** What authors should know, file by file. */
  public List<Finding> findings() {
    return findings;
  }

  /** Where an object is written; empty where no file has it. */
  public Optional<Place> placeOf(ObjectKey object) {
    return Optional.ofNullable(entries.get(object.toString())).map(Entry::place);
  }

  /** What became of which object since. */
  public List<Change> changesSince(FileContents before) {
    List<Change> changes = new ArrayList<>();
    for (Entry entry : before.entries.values()) {
      if (!entries.containsKey(entry.id())) {
        changes.add(new Change(Change.What.REMOVED, entry.id(), entry.place(), List.of()));
      }
    }
    for (Entry entry : entries.values()) {
      Entry old = before.entries.get(entry.id());
      if (old == null) {
        changes.add(new Change(Change.What.ADDED, entry.id(), entry.place(), List.of()));
      } else if (!old.tree().equals(entry.tree())) {
        List<FieldChange> fields = TreeComparison.compare(old.tree(), entry.tree());
        Place place = entry.placeOf(fields.getFirst().path());
        changes.add(new Change(Change.What.CHANGED, entry.id(), place, fields));
      }
    }
    return Collections.unmodifiableList(changes);
  }
}
