package io.aigw.operator.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An object as an option names it: {@code NAMESPACE/NAME}. */
record NamespacedName(String namespace, String name) {

  /** Reads it from an option's text. */
  static final class Converter implements ITypeConverter<NamespacedName> {
    @Override
    public NamespacedName convert(String text) {
      String[] parts = text.split("/", -1);
      if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
        throw new TypeConversionException("'" + text + "' is not NAMESPACE/NAME");
      }
      return new NamespacedName(parts[0], parts[1]);
    }
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
