package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.aigw.ir.ModelNames;
import io.aigw.ir.Picker;
import io.aigw.route.MetadataText;
import io.aigw.route.ModelLists;
import io.aigw.route.ModelRenaming;
import io.aigw.route.ModelRewrite;
import io.aigw.route.ObjectiveExceptions;
import io.aigw.route.Overflow;
import io.aigw.route.PickInstruction;
import io.aigw.route.WeightedName;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcOverrides;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.MetadataOptions;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a route asks the processor. The question travels with it, as initial metadata. */
final class ProcessorOverrides {

  private static final ProcessingMode REQUEST_HEADERS =
      Questions.NOTHING.toBuilder()
          .setRequestHeaderMode(ProcessingMode.HeaderSendMode.SEND)
          .build();

  private static final ProcessingMode REQUEST_BODY =
      REQUEST_HEADERS.toBuilder().setRequestBodyMode(ProcessingMode.BodySendMode.BUFFERED).build();

  /** A picker that does not answer is as one that is not there. */
  private static final GrpcService PROCESSOR =
      Questions.to(Names.PROCESSOR_CLUSTER).setRetryPolicy(ProcessorRetries.POLICY).build();

  /** The same where nothing of the request has still to come. */
  private static final GrpcService ANSWERS_AT_ONCE =
      PROCESSOR.toBuilder().setTimeout(Durations.fromSeconds(5)).build();

  private ProcessorOverrides() {}

  /**
   * Writes another model into the request's body.
   *
   * @param picker where the same answer is to name the endpoint
   * @param overflow the scope of where requests go that find no room
   */
  static ExtProcPerRoute modelRewrite(
      String model, Optional<Picker.BuiltIn> picker, Optional<String> overflow) {
    ExtProcOverrides.Builder overrides = question(REQUEST_BODY, ModelRewrite.METADATA_KEY, model);
    picker.ifPresent(asked -> addPick(overrides, asked, overflow));
    return perRoute(overrides);
  }

  /** The same by a filter that may ask others too, of a request whose body was read before. */
  static ExtProcPerRoute bodyIsThere(ExtProcPerRoute asks) {
    ExtProcPerRoute.Builder builder = asks.toBuilder();
    builder.getOverridesBuilder().setGrpcService(ANSWERS_AT_ONCE);
    return builder.build();
  }

  /**
   * Names the endpoint; reads the body where it is not known which model the request is for.
   *
   * @param overflow the scope of where requests go that find no room
   */
  static ExtProcPerRoute pick(Picker.BuiltIn picker, Optional<String> overflow) {
    ExtProcOverrides.Builder overrides =
        ExtProcOverrides.newBuilder()
            .setProcessingMode(picker.model().isPresent() ? REQUEST_HEADERS : REQUEST_BODY)
            // a body may come slowly, headers are there
            .setGrpcService(picker.model().isPresent() ? ANSWERS_AT_ONCE : PROCESSOR);
    addPick(overrides, picker, overflow);
    NewerFields.failureModeAllow(overrides, picker.failsOpen());
    return perRoute(overrides);
  }

  /**
   * Writes another model into the request's body, by the one that is there. A request that cannot
   * be asked about goes nowhere, whatever the pool's failure mode is.
   *
   * @param picker where the same answer is to name the endpoint
   */
  static ExtProcPerRoute rename(ModelNames names, Optional<Picker.BuiltIn> picker) {
    SortedMap<String, List<WeightedName>> of = new TreeMap<>();
    names.of().forEach((model, given) -> of.put(model, names(given)));
    ExtProcOverrides.Builder overrides =
        question(
                REQUEST_BODY,
                ModelRenaming.METADATA_KEY,
                new ModelRenaming(of, names(names.ofOthers())).text())
            .setGrpcService(PROCESSOR);
    picker.ifPresent(asked -> addPick(overrides, asked, Optional.empty()));
    return perRoute(overrides);
  }

  private static List<WeightedName> names(List<ModelNames.Name> names) {
    return names.stream().map(each -> new WeightedName(each.name(), each.weight())).toList();
  }

  private static void addPick(
      ExtProcOverrides.Builder overrides, Picker.BuiltIn picker, Optional<String> overflow) {
    Set<String> exceptions = new HashSet<>();
    picker
        .objectives()
        .forEach(
            (name, sheddable) -> {
              if (sheddable != picker.sheddable()) {
                exceptions.add(name);
              }
            });
    PickInstruction instruction =
        new PickInstruction(
            picker.pool(), picker.policy(), picker.sheddable(), picker.failsOpen(), picker.model());
    overrides
        .addGrpcInitialMetadata(metadata(PickInstruction.METADATA_KEY, instruction.text()))
        .setMetadataOptions(
            MetadataOptions.newBuilder().setReceivingNamespaces(PickedEndpoint.ANSWER));
    if (!exceptions.isEmpty()) {
      overrides.addGrpcInitialMetadata(
          metadata(ObjectiveExceptions.METADATA_KEY, new ObjectiveExceptions(exceptions).text()));
    }
    overflow.ifPresent(
        scope -> overrides.addGrpcInitialMetadata(metadata(Overflow.METADATA_KEY, scope)));
  }

  /** Answers with the list of a listener's models: the controller does, which has the plans. */
  static Any modelList(String listener) {
    return Any.pack(
        perRoute(
            question(REQUEST_HEADERS, ModelLists.METADATA_KEY, listener)
                .setGrpcService(Questions.to(Names.CONTROLLER_CLUSTER))));
  }

  private static ExtProcOverrides.Builder question(ProcessingMode mode, String key, String text) {
    return ExtProcOverrides.newBuilder()
        .setProcessingMode(mode)
        .addGrpcInitialMetadata(metadata(key, text));
  }

  private static HeaderValue.Builder metadata(String key, String text) {
    return HeaderValue.newBuilder().setKey(key).setValue(MetadataText.encode(text));
  }

  /** A question as the configuration of a route, or of its share. */
  static ExtProcPerRoute perRoute(ExtProcOverrides.Builder overrides) {
    return ExtProcPerRoute.newBuilder().setOverrides(overrides).build();
  }
}
