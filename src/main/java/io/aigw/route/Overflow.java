package io.aigw.route;

/**
 * The instruction where a request goes whose pool has no room for it. Like {@link PickInstruction},
 * beside which it stands, it travels with the question. The answer sets both headers, upon which
 * Envoy chooses the route again.
 *
 * @param scope the scope in which the route is found again, as {@link #SCOPE_HEADER} names it
 */
public record Overflow(String scope) {

  /** The key of the gRPC metadata; its value is the scope as {@link MetadataText}. */
  public static final String METADATA_KEY = "aigw-overflow";

  /** The header that says which scope's routes a request may find; none of a client's passes. */
  public static final String SCOPE_HEADER = "x-aigw-scope";

  /** The header by which the request is known; none of a client's passes. */
  public static final String HEADER = "x-aigw-overflow";

  /** The header's value. */
  public static final String VALUE = "1";
}
