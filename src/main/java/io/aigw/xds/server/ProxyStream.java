package io.aigw.xds.server;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of one Envoy. gRPC's callbacks, publications and timers put tasks into its mailbox;
 * all state is read and written there, except the view that {@link #state} gives.
 *
 * <p>What a peer can make the server hold is bounded: the next request is read when the last one
 * has been dealt with, nothing is sent while gRPC has something unsent, and there is no queue of
 * publications but a note to look at the newest.
 */
final class ProxyStream implements StreamObserver<DeltaDiscoveryRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyStream.class);

  private final ServerCallStreamObserver<DeltaDiscoveryResponse> call;
  private final Groups groups;
  private final Timer timer;
  private final Executor mailbox;
  private final Delivery delivery;
  private final Instant connectedSince = Instant.now();
  private final AtomicBoolean woken = new AtomicBoolean();

  private @Nullable Member member;
  private boolean closed;
  private volatile boolean companion;
  private long alarm = Long.MAX_VALUE;
  private @Nullable Rejection lastRejection;
  private volatile @Nullable ProxyState state;

  /** Who the Envoy is. */
  private record Member(Group group, String node) {}

  ProxyStream(
      ServerCallStreamObserver<DeltaDiscoveryResponse> call,
      Groups groups,
      XdsSettings settings,
      Timer timer,
      Executor threads) {
    this.call = call;
    this.groups = groups;
    this.timer = timer;
    this.mailbox = new Mailbox(threads);
    this.delivery = new Delivery(new Output(), settings, timer);
  }

  /** Connects the stream with its call, before any message is taken. */
  void open() {
    call.disableAutoRequest();
    call.setOnReadyHandler(this::wake);
    call.setOnCancelHandler(() -> mailbox.execute(this::leave));
    call.request(1);
  }

  /** Has the stream look whether there is something to tell; returns at once. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      mailbox.execute(
          () -> {
            woken.set(false);
            guarded(this::advance);
          });
    }
  }

  /** Ends the stream, so that the Envoy connects anew, here or elsewhere; returns at once. */
  void end(Status status) {
    mailbox.execute(() -> close(status));
  }

  /** Whether it is no Envoy, but beside one. */
  boolean isCompanion() {
    return companion;
  }

  /** Calls the observer, later and in order; of what is no Envoy it is not told. */
  void tell(Consumer<XdsObserver> event) {
    if (!companion) {
      groups.tell(event);
    }
  }

  /** What is known of the Envoy; null before it said who it is, and at the end. */
  @Nullable ProxyState state() {
    return state;
  }

  @Override
  public void onNext(DeltaDiscoveryRequest request) {
    mailbox.execute(
        () -> {
          guarded(() -> receive(request));
          call.request(1);
        });
  }

  @Override
  public void onError(Throwable cause) {
    mailbox.execute(this::leave);
  }

  @Override
  public void onCompleted() {
    end(Status.OK);
  }

  private void receive(DeltaDiscoveryRequest request) {
    if (member == null) {
      String group = request.getNode().getCluster();
      if (group.isEmpty()) {
        close(
            Status.INVALID_ARGUMENT.withDescription(
                "the first request must have a node whose cluster is namespace/name of a Gateway"));
        return;
      }
      String node = request.getNode().getId();
      companion = request.getNode().getUserAgentName().equals(XdsServer.COMPANION);
      member = new Member(groups.join(group, this, node), node);
    }
    if (request.getTypeUrl().isEmpty()) {
      close(Status.INVALID_ARGUMENT.withDescription("a request must have a type URL"));
      return;
    }
    delivery.receive(request);
    advance();
  }

  private void advance() {
    if (member == null) {
      return;
    }
    Group group = member.group;
    Publication newest = group.newest();
    if (newest == null) {
      state = view(member, false);
      return;
    }
    long before = delivery.settled();
    wakeAt(delivery.advance(newest));
    // who is told of an acknowledgement may look at the state
    state = view(member, delivery.settled() == newest.number());
    if (delivery.settled() > before) {
      group.settled(this, member.node, delivery.settled());
    }
  }

  private void wakeAt(long nanos) {
    if (nanos < alarm) {
      alarm = nanos;
      timer.after(
          Math.max(0, nanos - timer.nanos()),
          () ->
              mailbox.execute(
                  () -> {
                    alarm = Long.MAX_VALUE;
                    guarded(this::advance);
                  }));
    }
  }

  private void guarded(Runnable task) {
    if (closed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).addKeyValue("member", member).log("xDS stream failed");
      close(Status.INTERNAL.withDescription("the control plane failed to serve this stream"));
    }
  }

  private void close(Status status) {
    if (closed) {
      return;
    }
    leave();
    if (status.isOk()) {
      call.onCompleted();
    } else {
      call.onError(status.asRuntimeException());
    }
  }

  private void leave() {
    if (closed) {
      return;
    }
    closed = true;
    state = null;
    groups.closed(this);
    if (member != null) {
      groups.leave(member.group, this, member.node);
    }
  }

  private ProxyState view(Member who, boolean settled) {
    Map<String, ProxyState.Type> types = new HashMap<>();
    List<Rejection> refused = new ArrayList<>();
    for (Subscription subscription : delivery.subscriptions()) {
      String url = subscription.type().url();
      types.put(url, subscription.view());
      subscription.forEachRefused(
          (name, message) ->
              refused.add(new Rejection(who.group.id(), who.node, url, List.of(name), message)));
    }
    return new ProxyState(
        who.node,
        who.group.id(),
        connectedSince,
        delivery.settled(),
        settled && refused.isEmpty(),
        types,
        refused,
        lastRejection);
  }

  private final class Output implements Delivery.Output {

    private final Suspicions own = new Suspicions();

    @Override
    public boolean isReady() {
      return !closed && call.isReady();
    }

    @Override
    public void send(DeltaDiscoveryResponse response) {
      try {
        call.onNext(response);
      } catch (StatusRuntimeException e) {
        // the call was cancelled in the meantime; this stream will hear of it
        LOG.atDebug().setCause(e).addKeyValue("member", member).log("response not sent");
        return;
      }
      String group = joined().group.id();
      String type = response.getTypeUrl();
      int resources = response.getResourcesCount();
      int removals = response.getRemovedResourcesCount();
      groups.tell(observer -> observer.told(group, type, resources, removals));
    }

    @Override
    public Suspicions suspicions() {
      // what is no Envoy takes what an Envoy may refuse
      return companion ? own : joined().group.suspicions();
    }

    @Override
    public void rejected(ResourceType type, List<String> names, String message) {
      Member who = joined();
      Rejection rejection = new Rejection(who.group.id(), who.node, type.url(), names, message);
      lastRejection = rejection;
      LOG.atDebug()
          .addKeyValue("group", rejection.group())
          .addKeyValue("node", rejection.node())
          .addKeyValue("type", rejection.typeUrl())
          .addKeyValue("resources", rejection.resources())
          .addKeyValue("message", message)
          .log("Envoy rejected configuration");
      tell(observer -> observer.rejected(rejection));
    }

    @Override
    public void recovered(ResourceType type, String name) {
      Member who = joined();
      tell(observer -> observer.recovered(who.group.id(), who.node, type.url(), name));
    }

    private Member joined() {
      if (member == null) {
        throw new IllegalStateException("nothing is told before the Envoy said who it is");
      }
      return member;
    }
  }
}
