package io.aigw.compile;

import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.resolve.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is to be said about a route, collected while it is compiled. */
final class RouteFindings {

  /** Why the route as a whole is not accepted. */
  final List<Problem> refused = new ArrayList<>();

  /** Problems with rules, which are left out. */
  final List<Problem> invalidRules = new ArrayList<>();

  /** Problems with references; their shares get an error of the server. */
  final List<Problem> references = new ArrayList<>();

  /** Fields that have no effect yet. */
  final List<String> ignoredFields = new ArrayList<>();

  /** What is no hostname, the route cannot be for. */
  void checkHostnames(List<String> hostnames) {
    hostnames.stream()
        .filter(hostname -> !Hosts.isValid(hostname))
        .forEach(hostname -> refuse("spec.hostnames: %s is no hostname".formatted(hostname)));
  }

  /** The route cannot be as it is. */
  void refuse(String message) {
    refused.add(new Problem(UNSUPPORTED_VALUE, message));
  }

  /** The rule that has this field cannot be as it is. */
  void leaveOut(String field, String message) {
    invalidRules.add(new Problem(UNSUPPORTED_VALUE, field + ": " + message));
  }
}
