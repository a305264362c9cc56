package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.aigw.ir.Credential;
import io.envoyproxy.envoy.config.common.mutation_rules.v3.HeaderMutation;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.filters.http.credential_injector.v3.CredentialInjector;
import io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.Mutations;
import io.envoyproxy.envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.http.injected_credentials.generic.v3.Generic;
import java.util.ArrayList;
import java.util.List;

/**
 * Credentials, put on a request when its cluster is chosen and it is on its way there. A filter of
 * the cluster does it: which of a route's clusters a request goes to is not known before.
 */
final class CredentialTranslator {

  private static final String AUTHORIZATION = "authorization";

  private CredentialTranslator() {}

  /** The filters of a cluster whose requests get a credential. */
  static List<HttpFilter> upstreamFilters(Credential credential) {
    List<HttpFilter> filters = new ArrayList<>();
    if (!credential.header().equals(AUTHORIZATION)) {
      // what a client has for the gateway is not for the backend
      filters.add(filter("envoy.filters.http.header_mutation", withoutAuthorization()));
    }
    filters.add(filter("envoy.filters.http.credential_injector", injector(credential)));
    filters.add(filter("envoy.filters.http.upstream_codec", UpstreamCodec.getDefaultInstance()));
    return filters;
  }

  /** Without its credential a request is answered 401, never sent. */
  private static CredentialInjector injector(Credential credential) {
    return CredentialInjector.newBuilder()
        .setOverwrite(true)
        .setCredential(
            TypedExtensionConfig.newBuilder()
                .setName("envoy.http.injected_credentials.generic")
                .setTypedConfig(
                    Any.pack(
                        Generic.newBuilder()
                            .setCredential(SecretTranslator.reference(credential.secret()))
                            .setHeader(credential.header())
                            .build())))
        .build();
  }

  private static Message withoutAuthorization() {
    return io.envoyproxy.envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
        .newBuilder()
        .setMutations(
            Mutations.newBuilder()
                .addRequestMutations(HeaderMutation.newBuilder().setRemove(AUTHORIZATION)))
        .build();
  }

  private static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }
}
