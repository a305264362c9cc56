package io.aigw.decide;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Policies;
import io.aigw.pick.Pool;
import io.aigw.pick.Signals;
import io.aigw.route.ModelRenaming;
import io.aigw.route.WeightedName;
import io.aigw.testing.ServedPools;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A picker of a pool with three servers, unless it is told otherwise. */
final class PickerFixture implements AutoCloseable {

  static final int LIMIT = 1000;
  static final String ONE = "192.168.1.1:8000";
  static final String TWO = "192.168.1.2:8000";
  static final String THREE = "192.168.1.3:8000";

  /** Those of the inference extension's own tests. */
  static final Map<String, ServedModel> MODELS =
      Map.of(
          "my-model",
          new ServedModel(false, List.of(new WeightedName("my-model-12345", 1))),
          "sql-lora",
          new ServedModel(false, List.of(new WeightedName("sql-lora-1fdg2", 1))),
          "sql-lora-sheddable",
          new ServedModel(true, List.of(new WeightedName("sql-lora-1fdg3", 1))),
          "direct-model",
          new ServedModel(false, List.of()));

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final ManagedChannel channel;
  private Optional<ServedPool> served = Optional.empty();

  PickerFixture() throws IOException {
    serves(Policies.LEAST_REQUESTS, Optional.empty());
    channel = channel(1);
  }

  /** A connection to a picker that tells so many endpoints. */
  ManagedChannel channel(int endpoints) throws IOException {
    String name = InProcessServerBuilder.generateName();
    servers.add(
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(
                new EndpointPicker(
                    () -> served,
                    new EndpointPicker.Limits(LIMIT, endpoints),
                    System::nanoTime,
                    new Random(1)))
            .build()
            .start());
    ManagedChannel made = InProcessChannelBuilder.forName(name).directExecutor().build();
    channels.add(made);
    return made;
  }

  /** A connection to one that tells one. */
  ManagedChannel channel() {
    return channel;
  }

  Conversation ask() {
    return Conversation.withoutInstruction(channel);
  }

  void serves(String policy, Optional<Map<String, ServedModel>> models) {
    serves(policy, models, ONE, TWO, THREE);
  }

  void serves(String policy, Optional<Map<String, ServedModel>> models, String... addresses) {
    Pool pool = new Pool("pool/default/pool", policy, Policies.named(policy).orElseThrow());
    pool.set(List.of(addresses));
    served = Optional.of(ServedPools.of(pool, models));
  }

  /** The same pool, of whose endpoints some are new. */
  void has(Newcomers newcomers) {
    ServedPool was = served.orElseThrow();
    has(was.rewrites(), was.objectives(), newcomers);
  }

  /** The same pool, with rewrites and objectives. */
  void has(ModelRenaming rewrites, Map<String, Boolean> objectives) {
    has(rewrites, objectives, served.orElseThrow().newcomers());
  }

  private void has(ModelRenaming rewrites, Map<String, Boolean> objectives, Newcomers newcomers) {
    ServedPool was = served.orElseThrow();
    served =
        Optional.of(
            new ServedPool(
                was.pool(), was.models(), rewrites, objectives, was.sessionHeader(), newcomers));
  }

  static List<Endpoint> endpoints(String... addresses) {
    return Stream.of(addresses).map(Endpoint::new).toList();
  }

  void isNotKnown() {
    served = Optional.empty();
  }

  Pool pool() {
    return served.orElseThrow().pool();
  }

  void says(String address, int waiting, double cacheUse, String... adapters) {
    pool().endpoints().stream()
        .filter(endpoint -> endpoint.address().equals(address))
        .forEach(
            endpoint -> endpoint.said(new Signals(waiting, 0, cacheUse, 0, Set.of(adapters), 1)));
  }

  /** Those with requests in flight. */
  Map<String, Integer> inFlight() {
    return pool().endpoints().stream()
        .filter(endpoint -> endpoint.inFlight() != 0)
        .collect(Collectors.toMap(Endpoint::address, Endpoint::inFlight));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(Server::shutdownNow);
  }
}
