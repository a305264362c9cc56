package io.aigw.xds.server;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connected Envoy as the server sees it.
 *
 * @param node the identifier it gave
 * @param group the group it belongs to
 * @param connectedSince when its stream began
 * @param settled the newest publication of which it has answered everything that it asked for, be
 *     it by acceptance or rejection; 0 before the first
 * @param inSync whether that is the newest publication of its group, and nothing of it is refused
 * @param types by type URL, what it has of the types it asked for
 * @param refused the rejections that are in force, the resource being another one than published
 * @param lastRejection the newest rejection on this stream, also where it has been remedied
 */
public record ProxyState(
    String node,
    String group,
    Instant connectedSince,
    long settled,
    boolean inSync,
    Map<String, Type> types,
    List<Rejection> refused,
    @Nullable Rejection lastRejection) {

  public ProxyState {
    types = Map.copyOf(types);
    refused = List.copyOf(refused);
  }

  /**
   * What an Envoy has of one type, and what it took since it connected.
   *
   * @param acknowledged the newest publication of which it has answered everything of this type
   * @param held how many resources it has
   * @param queued how many resources wait to be told, or for the answer to what was told of them
   * @param responses how many responses it was sent
   * @param resources how many resources were in them
   * @param removals how many removals were in them
   * @param rejections how many of them it refused
   */
  public record Type(
      long acknowledged,
      int held,
      int queued,
      long responses,
      long resources,
      long removals,
      long rejections) {}
}
