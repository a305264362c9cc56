package io.aigw.decide;

import io.aigw.route.ModelRenaming;
import io.aigw.route.WeightedName;
import io.grpc.Metadata;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The instruction that came with a question: under which names models are asked for. */
final class Renaming {

  private static final Instruction RENAME = Instruction.named(ModelRenaming.METADATA_KEY);

  private final ModelRenaming instruction;

  private Renaming(ModelRenaming instruction) {
    this.instruction = instruction;
  }

  /** The instruction that came as metadata of a stream; null where there is none. */
  static @Nullable Renaming of(Metadata metadata) {
    return RENAME.in(metadata).flatMap(ModelRenaming::parse).map(Renaming::new).orElse(null);
  }

  /** Draws a new name for a model; empty where it stays. */
  Optional<String> draw(String model) {
    return WeightedName.draw(instruction.names(model), ThreadLocalRandom.current())
        .filter(name -> !name.equals(model));
  }
}
