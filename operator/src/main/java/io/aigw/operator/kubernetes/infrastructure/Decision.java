package io.aigw.operator.kubernetes.infrastructure;

import java.util.List;

/** What is to be done about a Gateway's objects. */
sealed interface Decision {

  /** They are to be like this. */
  record Build(Blueprint blueprint, boolean fixedAddresses) implements Decision {}

  /** It cannot be said what they are to be like: what there is stays. */
  record Refuse(List<String> problems) implements Decision {}

  /** It cannot be said yet, or nothing is to be served: what there is stays. */
  record Leave() implements Decision {}

  /** The Gateway is somebody else's: there are to be none. */
  record Remove() implements Decision {}
}
