package io.aigw.golden;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.compile.CompilerOptions;
import io.aigw.ir.GatewayPlan;
import io.aigw.testing.YamlObjects;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** One folder: its input, and what the stages make of it. */
final class GoldenCase {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new OptionalsAndTimes())
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private final Compilation compilation;

  GoldenCase(Path folder) throws IOException {
    CompilerOptions options =
        new CompilerOptions(
            CompilerOptions.DEFAULTS.controllerNames(),
            !Files.exists(folder.resolve("inference-extension-off")),
            false);
    compilation =
        new Compiler(options)
            .compile(YamlObjects.read(Files.readString(folder.resolve("in.yaml"))));
  }

  /** What the Envoys of each Gateway should know. */
  Map<ObjectKey, Snapshot> snapshots(TranslatorSettings settings) {
    Map<ObjectKey, Snapshot> snapshots = new LinkedHashMap<>();
    compilation
        .gateways()
        .forEach(
            (key, plan) -> snapshots.put(key, new GatewayTranslator(settings).translate(plan)));
    return snapshots;
  }

  /** The expected files by name. */
  Map<String, String> outputs() throws InvalidProtocolBufferException {
    Map<String, Object> plans = new LinkedHashMap<>();
    for (GatewayPlan plan : compilation.gateways().values()) {
      plans.put(plan.gateway(), tree(plan));
    }
    Map<String, Object> xds = new LinkedHashMap<>();
    for (Map.Entry<ObjectKey, Snapshot> snapshot :
        snapshots(TranslatorSettings.everywhere(RequestLimits.DEFAULTS)).entrySet()) {
      xds.put(snapshot.getKey().qualifiedName(), xds(snapshot.getValue()));
    }
    Map<String, Object> verdicts = new LinkedHashMap<>();
    compilation
        .verdicts()
        .forEach((key, verdict) -> verdicts.put(key.toString(), withoutObject(tree(verdict))));
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("rules", tree(compilation.rules()));
    status.put("verdicts", verdicts);
    return Map.of(
        "ir.yaml", yaml(plans),
        "xds.yaml", yaml(xds),
        "status.yaml", yaml(status));
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
