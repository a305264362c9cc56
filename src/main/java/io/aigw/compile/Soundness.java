package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.Backend;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.ConfigMap;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Gateway;
import io.aigw.api.GatewayClass;
import io.aigw.api.HttpRoute;
import io.aigw.api.InferenceModel;
import io.aigw.api.Namespace;
import io.aigw.api.ObjectKey;
import io.aigw.api.Objective;
import io.aigw.api.Pod;
import io.aigw.api.Pool;
import io.aigw.api.ReferenceGrant;
import io.aigw.api.Rewrite;
import io.aigw.api.Secret;
import io.aigw.api.Service;
import io.aigw.resolve.BackendTarget;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.Problem;
import io.aigw.resolve.Resolver;
import io.aigw.resolve.Upstream;
import io.aigw.resource.ResourceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an object by itself, whatever else there is: a mistake in it, not a reference
 * that leads nowhere.
 */
final class Soundness {

  private static final Referrals.Targets NOTHING =
      new Referrals.Targets() {
        @Override
        public @Nullable BackendTarget backend(ObjectKey key) {
          return null;
        }

        @Override
        public @Nullable PoolTarget pool(ObjectKey key) {
          return null;
        }

        @Override
        public BackendTarget service(Upstream service) {
          return new BackendTarget(Optional.empty(), "", null);
        }

        @Override
        public boolean hasEndpoints(ObjectKey key) {
          return false;
        }
      };

  private Soundness() {}

  /** The mistakes; none where the kind is never held to its last good version. */
  static List<Problem> mistakes(ApiObject object, CompilerOptions options) {
    return switch (object) {
      case AiGatewayRoute route ->
          mistakes(new RouteCompiler(route, ResourceSet.empty(), NOTHING, options).result());
      case HttpRoute route ->
          mistakes(new HttpRouteCompiler(route, ResourceSet.empty(), NOTHING, options).result());
      case AiServiceBackend backend -> Resolver.mistakes(backend);
      case Backend backend -> new Resolver(options.localBackends()).mistakes(backend);
      case BackendSecurityPolicy _,
          BackendTlsPolicy _,
          ConfigMap _,
          EndpointSlice _,
          Gateway _,
          GatewayClass _,
          InferenceModel _,
          Namespace _,
          Objective _,
          Pod _,
          Pool _,
          ReferenceGrant _,
          Rewrite _,
          Secret _,
          Service _ ->
          List.of();
    };
  }

  private static List<Problem> mistakes(CompiledRoute compiled) {
    List<Problem> mistakes = new ArrayList<>(compiled.refused());
    mistakes.addAll(compiled.invalidRules());
    return mistakes;
  }
}
