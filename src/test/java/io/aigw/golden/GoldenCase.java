package io.aigw.golden;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.compile.CompilerOptions;
import io.aigw.ir.GatewayPlan;
import io.aigw.resource.ObjectDecoder;
import io.aigw.resource.ResourceSet;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.TranslatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** One folder: its input, and what the stages make of it. */
final class GoldenCase {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new OptionalsAndTimes())
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private final Path folder;
  private final Compilation compilation;
  private final Map<ObjectKey, Snapshot> snapshots = new LinkedHashMap<>();

  GoldenCase(Path folder) throws IOException {
    this.folder = folder;
    CompilerOptions options =
        new CompilerOptions(
            CompilerOptions.DEFAULTS.controllerNames(),
            !Files.exists(folder.resolve("inference-extension-off")),
            false);
    compilation = new Compiler(options).compile(ResourceSet.of(objects()));
    compilation
        .gateways()
        .forEach(
            (key, plan) ->
                snapshots.put(
                    key, new GatewayTranslator(TranslatorSettings.DEFAULTS).translate(plan)));
  }

  Map<ObjectKey, Snapshot> snapshots() {
    return snapshots;
  }

  /** The expected files by name. */
  Map<String, String> outputs() throws InvalidProtocolBufferException {
    Map<String, Object> plans = new LinkedHashMap<>();
    for (GatewayPlan plan : compilation.gateways().values()) {
      plans.put(plan.gateway(), tree(plan));
    }
    Map<String, Object> xds = new LinkedHashMap<>();
    for (Map.Entry<ObjectKey, Snapshot> snapshot : snapshots.entrySet()) {
      xds.put(snapshot.getKey().qualifiedName(), xds(snapshot.getValue()));
    }
    Map<String, Object> status = new LinkedHashMap<>();
    compilation
        .verdicts()
        .forEach((key, verdict) -> status.put(key.toString(), withoutObject(tree(verdict))));
    return Map.of(
        "ir.yaml", yaml(plans),
        "xds.yaml", yaml(xds),
        "status.yaml", yaml(Map.of("rules", tree(compilation.rules()), "verdicts", status)));
  }

  private List<ApiObject> objects() throws IOException {
    List<ApiObject> objects = new ArrayList<>();
    ObjectDecoder decoder = new ObjectDecoder();
    Load load = new Load(LoadSettings.builder().build());
    for (Object document : load.loadAllFromString(Files.readString(folder.resolve("in.yaml")))) {
      Map<String, Object> tree = MAPPER.convertValue(document, stringMap());
      Kind kind =
          Kind.of(String.valueOf(tree.get("apiVersion")), String.valueOf(tree.get("kind")))
              .orElseThrow();
      if (kind.namespaced() && tree.get("metadata") instanceof Map<?, ?> metadata) {
        Map<String, Object> complete = new LinkedHashMap<>(Map.of("namespace", "default"));
        metadata.forEach((key, value) -> complete.put(String.valueOf(key), value));
        tree.put("metadata", complete);
      }
      ObjectDecoder.Outcome outcome = decoder.decode(kind, tree);
      switch (outcome) {
        case ObjectDecoder.Decoded decoded -> objects.add(decoded.object());
        case ObjectDecoder.Malformed malformed ->
            throw new IllegalArgumentException(folder + ": " + malformed);
      }
    }
    return objects;
  }

  private static com.fasterxml.jackson.databind.JavaType stringMap() {
    return MAPPER.getTypeFactory().constructMapType(Map.class, String.class, Object.class);
  }

  private static Object tree(Object value) {
    return MAPPER.convertValue(value, Object.class);
  }

  private static Object withoutObject(Object verdict) {
    ((Map<?, ?>) verdict).remove("object");
    return verdict;
  }

  private static Map<String, Object> xds(Snapshot snapshot) throws InvalidProtocolBufferException {
    Map<String, Object> byType = new LinkedHashMap<>();
    for (String type : snapshot.types()) {
      Map<String, Object> byName = new LinkedHashMap<>();
      for (VersionedResource resource : snapshot.resources(type).values()) {
        String json =
            JsonFormat.printer()
                .usingTypeRegistry(EnvoyTypes.REGISTRY)
                .preservingProtoFieldNames()
                .print(resource.packed());
        try {
          byName.put(resource.name(), MAPPER.readValue(json, Object.class));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
          throw new IllegalStateException(e);
        }
      }
      byType.put(type.substring(type.lastIndexOf('.') + 1), byName);
    }
    return byType;
  }

  private static String yaml(Object tree) {
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(200)
                .setIndent(2)
                .build())
        .dumpToString(tree);
  }
}
