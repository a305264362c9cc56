package io.aigw.resolve;

import io.aigw.api.ObjectKey;

/** What is known of the policies that there are. */
public interface Policies {

  /** A BackendSecurityPolicy that exists. */
  ResolvedCredential.Attached credential(ObjectKey policy);

  /** A BackendTLSPolicy that exists. */
  ResolvedTlsPolicy.Attached tls(ObjectKey policy);
}
