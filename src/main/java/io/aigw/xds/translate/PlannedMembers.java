package io.aigw.xds.translate;

import io.aigw.ir.Cluster;
import io.aigw.ir.Endpoint;
import io.aigw.ir.GatewayPlan;
import io.aigw.route.PoolMembers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of pools by the plans, for a processor in the process that makes them. A pool has the
 * same members in every plan that it is in. Safe for use by many threads.
 */
public final class PlannedMembers implements PoolMembers {

  private final Map<String, GatewayPlan> plans = new HashMap<>();
  private final Map<Watch, String> watches = new HashMap<>();

  /** Before that nothing is known of any pool. */
  private boolean compiled;

  /** Somebody who is told; two of them are never the same. */
  private static final class Watch {

    private final Consumer<List<String>> told;
    private @Nullable List<Endpoint> last;

    Watch(Consumer<List<String>> told) {
      this.told = told;
    }

    void tell(List<Endpoint> members) {
      if (!members.equals(last)) {
        last = members;
        told.accept(
            members.stream()
                .map(member -> PoolMembers.address(member.host(), member.port()))
                .toList());
      }
    }
  }

  @Override
  public synchronized Runnable watch(String pool, Consumer<List<String>> told) {
    Watch watch = new Watch(told);
    watches.put(watch, pool);
    tell(watch, pool);
    return () -> unwatch(watch);
  }

  private synchronized void unwatch(Watch watch) {
    watches.remove(watch);
  }

  /**
   * Whether a Gateway has routes to a pool.
   *
   * @param gateway {@code namespace/name}
   * @param pool the name of its cluster
   */
  public synchronized boolean has(String gateway, String pool) {
    GatewayPlan plan = plans.get(gateway);
    return plan != null && plan.clusters().get(pool) != null;
  }

  /** Takes a Gateway's newest plan. */
  public synchronized void publish(GatewayPlan plan) {
    compiled = true;
    plans.put(plan.gateway(), plan);
    watches.forEach(this::tell);
  }

  /** A Gateway is gone. */
  public synchronized void retire(String gateway) {
    plans.remove(gateway);
    watches.forEach(this::tell);
  }

  private void tell(Watch watch, String pool) {
    if (!compiled) {
      return;
    }
    watch.tell(
        plans.values().stream()
            .flatMap(plan -> Optional.ofNullable(plan.clusters().get(pool)).stream())
            .map(Cluster::endpoints)
            .findFirst()
            .orElse(List.of()));
  }
}
