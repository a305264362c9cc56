package io.aigw.operator.kubernetes.store;

import io.aigw.api.Kind;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows which kinds the API server knows and in which versions it serves them. Threadsafe.
 *
 * <p>Needs to get, list and watch CustomResourceDefinitions.
 */
final class Definitions implements AutoCloseable {

  /** Kinds that every API server has. */
  private static final Set<Kind> BUILT_IN =
      EnumSet.of(
          Kind.NAMESPACE,
          Kind.POD,
          Kind.SERVICE,
          Kind.ENDPOINT_SLICE,
          Kind.SECRET,
          Kind.CONFIG_MAP);

  private final SharedIndexInformer<Definition> informer;
  private final InformerRun run;

  Definitions(KubernetesClient client, Runnable changed) {
    informer = client.resources(Definition.class).withLimit(20L).runnableInformer(0);
    informer.addEventHandler(new Wake(changed));
    run = new InformerRun("customresourcedefinitions", informer, changed);
  }

  void start() {
    run.start();
  }

  InformerRun run() {
    return run;
  }

  /** The versions of a kind that can be read now; none where its definition is not installed. */
  List<String> served(Kind kind) {
    if (BUILT_IN.contains(kind)) {
      return kind.versions();
    }
    return Optional.ofNullable(informer.getStore().getByKey(kind.plural() + "." + kind.group()))
        .map(Definition::served)
        .orElse(List.of());
  }

  @Override
  public void close() {
    run.close();
  }

  private record Wake(Runnable changed) implements ResourceEventHandler<Definition> {
    @Override
    public void onAdd(Definition definition) {
      changed.run();
    }

    @Override
    public void onUpdate(Definition before, Definition definition) {
      changed.run();
    }

    @Override
    public void onDelete(Definition definition, boolean finalStateUnknown) {
      changed.run();
    }
  }
}
