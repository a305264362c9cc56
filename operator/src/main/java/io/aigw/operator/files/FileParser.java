package io.aigw.operator.files;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Confidential;
import io.aigw.operator.files.Finding.Severity;
import io.aigw.resource.ObjectDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Text to objects, with a finding for whatever is not as it should be. Threadsafe. */
final class FileParser {

  /** Where objects without a namespace are, as with {@code kubectl}. */
  private static final String DEFAULT_NAMESPACE = "default";

  private final ObjectDecoder decoder = new ObjectDecoder();
  private final ObjectMapper deployments = JsonMapper.builder().build();

  ParsedFile parse(Path file, String text) {
    Reading reading = new Reading(file);
    for (YamlDocument document : YamlReader.read(text)) {
      switch (document) {
        case YamlDocument.Tree tree -> reading.document(new Subject(tree, tree.tree(), ""));
        case YamlDocument.Broken broken -> reading.broken(broken);
      }
    }
    return new ParsedFile(reading.entries, reading.unreadable, reading.damaged, reading.findings);
  }

  /**
   * A tree that should be an object.
   *
   * @param prefix its path in the document, with a dot at its end; empty for the document itself
   */
  private record Subject(YamlDocument.Tree document, Map<String, Object> tree, String prefix) {
    int line(String field) {
      String path = prefix + field;
      return document
          .lineOf()
          .applyAsInt(path.endsWith(".") ? path.substring(0, path.length() - 1) : path);
    }

    @Nullable String text(String field) {
      return tree.get(field) instanceof String text ? text : null;
    }

    /** The same, with nothing in it that a log may not have. */
    Subject withoutValues() {
      Map<String, Object> hidden = new LinkedHashMap<>();
      tree.forEach((field, value) -> hidden.put(field, withoutText(value)));
      return new Subject(document, hidden, prefix);
    }

    private static @Nullable Object withoutText(@Nullable Object value) {
      return switch (value) {
        case null -> null;
        case Map<?, ?> map -> {
          Map<Object, @Nullable Object> hidden = new LinkedHashMap<>();
          map.forEach((field, inner) -> hidden.put(field, withoutText(inner)));
          yield hidden;
        }
        default -> new Confidential(String.valueOf(value));
      };
    }

    String metadata(String field) {
      return tree.get("metadata") instanceof Map<?, ?> metadata
              && metadata.get(field) instanceof String text
          ? text
          : "";
    }
  }

  private final class Reading {
    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> unreadable = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private boolean damaged;

    Reading(Path file) {
      this.file = file;
    }

    void broken(YamlDocument.Broken broken) {
      damaged = true;
      findings.add(
          new Finding(Severity.ERROR, new Place(file, broken.line()), "", "", broken.message()));
    }

    void document(Subject subject) {
      String apiVersion = subject.text("apiVersion");
      String kindName = subject.text("kind");
      if (apiVersion == null || kindName == null) {
        damaged = true;
        String missing = apiVersion == null ? "apiVersion" : "kind";
        report(Severity.ERROR, subject, "", missing, "is missing, or is no text");
      } else if (kindName.endsWith("List")
          && subject.tree().get("items") instanceof List<?> items) {
        list(subject, items);
      } else if (kindName.equals("Deployment") && apiVersion.equals("apps/v1")) {
        deployment(subject);
      } else {
        Kind.of(apiVersion, kindName)
            .ifPresentOrElse(
                kind -> resource(subject, kind), () -> unknownKind(subject, apiVersion, kindName));
      }
    }

    @SuppressWarnings("unchecked") // the reader gives string keys
    private void list(Subject subject, List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        String path = subject.prefix() + "items[" + i + "]";
        if (items.get(i) instanceof Map<?, ?> item) {
          document(new Subject(subject.document(), (Map<String, Object>) item, path + "."));
        } else {
          damaged = true;
          report(Severity.ERROR, subject, "", path, "is no mapping");
        }
      }
    }

    private void resource(Subject subject, Kind kind) {
      Subject placed = inNamespace(subject, kind.namespaced());
      String id = key(kind, placed).toString();
      switch (decoder.decode(kind, placed.tree())) {
        case ObjectDecoder.Decoded(ApiObject object, List<String> unknownFields) -> {
          Subject shown = kind == Kind.SECRET ? placed.withoutValues() : placed;
          entries.add(entry(id, new Entry.Resource(object), shown));
          for (String field : unknownFields) {
            report(
                Severity.WARNING,
                placed,
                id,
                field,
                "is no field of " + kind.kindName() + "; it has no effect");
          }
        }
        case ObjectDecoder.Malformed(String field, String message) ->
            unreadable(placed, id, field, message);
      }
    }

    private void deployment(Subject subject) {
      Subject placed = inNamespace(subject, true);
      String namespace = placed.metadata("namespace");
      String name = placed.metadata("name");
      String id = "deployment " + namespace + "/" + name;
      if (name.isEmpty()) {
        unreadable(placed, id, "metadata.name", "is missing");
        return;
      }
      try {
        Deployment.Manifest manifest =
            deployments.convertValue(placed.tree(), Deployment.Manifest.class);
        entries.add(
            entry(id, new Entry.Workload(Deployment.of(manifest, namespace, name)), placed));
      } catch (IllegalArgumentException e) {
        String field = e.getCause() instanceof JsonMappingException mapping ? path(mapping) : "";
        unreadable(placed, id, field, "is not as a Deployment has it");
      }
    }

    private void unknownKind(Subject subject, String apiVersion, String kindName) {
      Optional<Kind> otherVersion =
          Arrays.stream(Kind.values())
              .filter(kind -> kind.kindName().equals(kindName))
              .filter(kind -> group(apiVersion).equals(kind.group()))
              .findFirst();
      if (otherVersion.isPresent()) {
        Kind kind = otherVersion.get();
        String id = key(kind, inNamespace(subject, kind.namespaced())).toString();
        String understood = String.join(", ", kind.versions());
        unreadable(
            subject, id, "apiVersion", apiVersion + " is not understood; versions: " + understood);
      } else {
        report(
            Severity.NOTE,
            subject,
            "",
            "kind",
            kindName + " of " + apiVersion + " is not read by the gateway");
      }
    }

    private void unreadable(Subject subject, String id, String field, String message) {
      if (subject.metadata("name").isEmpty()) {
        damaged = true;
      } else {
        unreadable.add(id);
      }
      report(Severity.ERROR, subject, id, field, message);
    }

    private void report(
        Severity severity, Subject subject, String id, String field, String message) {
      findings.add(new Finding(severity, new Place(file, subject.line(field)), id, field, message));
    }

    private Entry entry(String id, Entry.Content content, Subject subject) {
      return new Entry(
          id, content, subject.tree(), new Place(file, subject.line("")), subject::line);
    }
  }

  private static Subject inNamespace(Subject subject, boolean namespaced) {
    if (!(subject.tree().get("metadata") instanceof Map<?, ?> metadata)) {
      return subject;
    }
    Map<String, Object> placed = new LinkedHashMap<>();
    metadata.forEach((key, value) -> placed.put(String.valueOf(key), value));
    if (!namespaced) {
      placed.remove("namespace");
    } else if (placed.get("namespace") == null || "".equals(placed.get("namespace"))) {
      placed.put("namespace", DEFAULT_NAMESPACE);
    }
    Map<String, Object> tree = new LinkedHashMap<>(subject.tree());
    tree.put("metadata", placed);
    return new Subject(subject.document(), tree, subject.prefix());
  }

  private static ObjectKey key(Kind kind, Subject subject) {
    return new ObjectKey(kind, subject.metadata("namespace"), subject.metadata("name"));
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getFieldName())
        .collect(joining())
        .replaceFirst("^\\.", "");
  }
}
