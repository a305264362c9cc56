package io.aigw.xds.live;

import io.aigw.ir.GatewayPlan;
import io.aigw.pick.Endpoint;
import io.aigw.pick.Pools;
import io.aigw.pick.Signals;
import io.aigw.testing.ProcessorOverSocket;
import io.aigw.testing.Upstream;
import io.aigw.xds.translate.PlannedMembers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** A processor that chooses endpoints for an Envoy, by what a test says of them. */
final class LivePools implements AutoCloseable {

  private final PlannedMembers members = new PlannedMembers();
  private final Pools pools = new Pools(members, pool -> () -> {}, System::nanoTime, new Random(1));
  private final ProcessorOverSocket processor;

  /** Begins to answer in the folder of an Envoy. */
  LivePools(Path folder) throws IOException {
    processor =
        new ProcessorOverSocket(
            folder.resolve(LiveEnvoy.PROCESSOR), (listener, authority) -> null, pools);
  }

  /** The pools have the members that a plan says. */
  void publish(GatewayPlan plan) {
    members.publish(plan);
  }

  /** Those of all pools that were asked about. */
  Stream<Endpoint> endpoints() {
    return pools.known().flatMap(pool -> pool.endpoints().stream());
  }

  void says(Upstream server, int waiting, double cacheUse, String... adapters) {
    endpoints()
        .filter(endpoint -> endpoint.address().equals(server.address()))
        .findFirst()
        .orElseThrow()
        .said(new Signals(waiting, 0, cacheUse, 0, Set.of(adapters), System.nanoTime()));
  }

  /** Ends at once, as a process that is killed. */
  @Override
  public void close() {
    processor.close();
  }
}
