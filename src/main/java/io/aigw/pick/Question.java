package io.aigw.pick;

import java.util.Optional;

/**
 * What a policy may know of a request.
 *
 * @param model what the server is asked for: the name of a model or of an adapter
 * @param sheddable whether it may be refused where there is no room
 * @param session what requests have in common that are to meet the same server
 */
public record Question(String model, boolean sheddable, Optional<String> session) {}
