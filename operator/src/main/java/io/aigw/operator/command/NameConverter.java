package io.aigw.operator.command;

import io.aigw.operator.kubernetes.NamespacedName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of an object from an option's text. */
final class NameConverter implements ITypeConverter<NamespacedName> {
  @Override
  public NamespacedName convert(String text) {
    try {
      return NamespacedName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
