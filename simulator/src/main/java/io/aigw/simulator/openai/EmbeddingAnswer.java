package io.aigw.simulator.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/** An answer in the form of embeddings: unit vectors that depend on the text alone. */
record EmbeddingAnswer(Identity identity, List<Choice> choices, int dimensions, boolean base64)
    implements Answer {

  @Override
  public byte[] whole(Usage usage) {
    return Json.object(
        json -> {
          identity.write(json, "list");
          json.writeArrayFieldStart("data");
          for (Choice choice : choices) {
            json.writeStartObject();
            json.writeNumberField("index", choice.index());
            json.writeStringField("object", "embedding");
            float[] vector = vector(choice.seed());
            if (base64) {
              ByteBuffer bytes =
                  ByteBuffer.allocate(Float.BYTES * dimensions).order(ByteOrder.LITTLE_ENDIAN);
              bytes.asFloatBuffer().put(vector);
              json.writeStringField("embedding", Base64.getEncoder().encodeToString(bytes.array()));
            } else {
              json.writeArrayFieldStart("embedding");
              for (float value : vector) {
                json.writeNumber(value);
              }
              json.writeEndArray();
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          usage.write(json);
        });
  }

  private float[] vector(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles(dimensions, -1, 1).toArray();
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = (float) (values[i] / Math.sqrt(squares));
    }
    return vector;
  }
}
