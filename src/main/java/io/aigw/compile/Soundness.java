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
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePool;
import io.aigw.api.Namespace;
import io.aigw.api.ObjectKey;
import io.aigw.api.ReferenceGrant;
import io.aigw.api.Secret;
import io.aigw.api.Service;
import io.aigw.resolve.BackendTarget;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.Problem;
import io.aigw.resolve.Resolver;
import io.aigw.resource.ResourceSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with an object by itself, whatever else there is: a mistake in it, not a reference
 * that leads nowhere.
 */
final class Soundness {

  private static final DestinationCompiler.Targets NOTHING =
      new DestinationCompiler.Targets() {
        @Override
        public @Nullable BackendTarget backend(ObjectKey key) {
          return null;
        }

        @Override
        public @Nullable PoolTarget pool(ObjectKey key) {
          return null;
        }
      };

  private Soundness() {}

  /** The mistakes; none where the kind is never held to its last good version. */
  static List<Problem> mistakes(ApiObject object, CompilerOptions options) {
    return switch (object) {
      case AiGatewayRoute route -> {
        CompiledRoute compiled =
            new RouteCompiler(route, ResourceSet.empty(), NOTHING, options).result();
        List<Problem> mistakes = new ArrayList<>(compiled.refused());
        mistakes.addAll(compiled.invalidRules());
        yield mistakes;
      }
      case AiServiceBackend backend -> Resolver.mistakes(backend);
      case Backend backend -> new Resolver(options.localBackends()).mistakes(backend);
      case BackendSecurityPolicy _,
          BackendTlsPolicy _,
          ConfigMap _,
          EndpointSlice _,
          Gateway _,
          GatewayClass _,
          InferenceModel _,
          InferencePool _,
          Namespace _,
          ReferenceGrant _,
          Secret _,
          Service _ ->
          List.of();
    };
  }
}
