package io.aigw.simulator.openai;

/**
 * What the model can say: a blank and a word of three letters, which is one token, so that an
 * answer has as many tokens when it comes back as part of a prompt.
 */
final class Vocabulary {
  private static final String[] WORDS = {
    "the", "and", "sun", "sea", "sky", "air", "ice", "oak", "elm", "bee", "owl", "fox", "cat",
        "dog",
    "hen", "cow", "red", "new", "old", "big", "far", "low", "dry", "wet", "hot", "raw", "shy",
        "sly",
    "run", "fly", "sit", "see", "say", "sew", "dig", "mix", "mow", "row", "use", "try", "was",
        "had",
    "can", "may", "did", "got", "has", "who", "for", "but", "not", "yet", "now", "all", "any",
        "few",
    "one", "two", "six", "ten", "day", "way", "map", "key"
  };

  private Vocabulary() {}

  /** The word at a position of the text that belongs to a seed. */
  static String word(long seed, int position) {
    return " " + WORDS[(int) (BlockHasher.mix(seed + position) >>> 58)];
  }
}
