package io.aigw.operator.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;

/**
 * Reads the object of a watch event as it is. The client would take its own class for the kinds
 * that it knows and make the generic form of that: an object could then come differently from a
 * watch than from a list.
 */
final class WatchedObject extends JsonDeserializer<Object> {

  static KubernetesSerialization serialization() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.addMixIn(WatchEvent.class, Event.class);
    return new KubernetesSerialization(mapper, true);
  }

  /** Annotates {@link WatchEvent}. */
  interface Event {
    @JsonDeserialize(using = WatchedObject.class)
    void setObject(Object object);
  }

  @Override
  public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    GenericKubernetesResource object = context.readValue(parser, GenericKubernetesResource.class);
    boolean isError = "v1".equals(object.getApiVersion()) && "Status".equals(object.getKind());
    return isError ? ((ObjectMapper) parser.getCodec()).convertValue(object, Status.class) : object;
  }
}
