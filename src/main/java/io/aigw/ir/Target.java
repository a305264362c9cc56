package io.aigw.ir;

import java.util.Optional;

/**
 * A share of a route's requests and what is done for them.
 *
 * @param weight above 0
 * @param cluster the name of a {@link Cluster}; empty where the reference cannot be resolved: this
 *     share gets an error of the server
 * @param picker who chooses the endpoint in the cluster; empty: the cluster by itself
 * @param modelRewrite the model's name at the endpoint, where the body's must change (the process
 *     way); not together with an external picker, which sees to the body itself
 * @param modelNames the same where the route does not tell models apart: the body is read for it
 */
public record Target(
    int weight,
    Optional<String> cluster,
    Optional<Picker> picker,
    Optional<String> modelRewrite,
    Optional<ModelNames> modelNames,
    HeaderEdits headerEdits) {

  /** A share without a picker. */
  public Target(
      int weight, Optional<String> cluster, Optional<String> modelRewrite, HeaderEdits edits) {
    this(weight, cluster, Optional.empty(), modelRewrite, Optional.empty(), edits);
  }

  /** The gateway's own picker, where that is who chooses. */
  public Optional<Picker.BuiltIn> builtIn() {
    return picker.flatMap(
        chosen -> chosen instanceof Picker.BuiltIn own ? Optional.of(own) : Optional.empty());
  }

  /** Whether an endpoint picker of somebody else's is asked. */
  public boolean asksExternalPicker() {
    return modelNames.isEmpty() && picker.orElse(null) instanceof Picker.External;
  }

  /** Whether the processor is asked, for the endpoint or for one of several names of the model. */
  public boolean asksOwnPicker() {
    return modelNames.isPresent() || builtIn().isPresent();
  }
}
