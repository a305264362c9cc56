package io.aigw.operator.refusal;

import io.aigw.api.ObjectKey;
import java.util.List;

/** Told when the refusals of an object are others than before; one call at a time. */
@FunctionalInterface
public interface RefusalListener {

  void changed(ObjectKey object, List<Refusal> before, List<Refusal> after);
}
