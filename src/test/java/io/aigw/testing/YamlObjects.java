package io.aigw.testing;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.ResourceSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Objects as a user writes them; without a namespace they are in {@code default}. */
public final class YamlObjects {

  private YamlObjects() {}

  /** All documents of a YAML text, which must be objects that the gateway reads. */
  public static ResourceSet read(String yaml) {
    List<ApiObject> objects = new ArrayList<>();
    ObjectDecoder decoder = new ObjectDecoder();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      Map<String, Object> tree = tree(document);
      Kind kind =
          Kind.of(String.valueOf(tree.get("apiVersion")), String.valueOf(tree.get("kind")))
              .orElseThrow(() -> new IllegalArgumentException("unknown kind: " + tree));
      if (kind.namespaced()) {
        Map<String, Object> metadata = tree(tree.getOrDefault("metadata", Map.of()));
        metadata.putIfAbsent("namespace", "default");
        tree.put("metadata", metadata);
      }
      switch (decoder.decode(kind, tree)) {
        case ObjectDecoder.Decoded(ApiObject object, List<String> unknownFields) -> {
          if (!unknownFields.isEmpty()) {
            throw new IllegalArgumentException(object.key() + ": unknown " + unknownFields);
          }
          objects.add(object);
        }
        case ObjectDecoder.Malformed malformed ->
            throw new IllegalArgumentException(tree + ": " + malformed);
      }
    }
    return ResourceSet.of(objects);
  }

  private static Map<String, Object> tree(Object yaml) {
    Map<String, Object> tree = new LinkedHashMap<>();
    ((Map<?, ?>) yaml).forEach((key, value) -> tree.put(String.valueOf(key), value));
    return tree;
  }
}
