import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Formats every Java file of the project, or checks that they are formatted. Run by Maven in the
 * validate phase on the JDK that the project is built for, because the formatter parses with the
 * compiler of the JVM it runs on.
 *
 * <p>Arguments: {@code check|apply} and the project's root.
 */
class Format {
  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    List<Path> files;
    try (var walk = Files.walk(root)) {
      files =
          walk.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !root.relativize(file).toString().contains("target/"))
              .sorted()
              .toList();
    }
    Formatter formatter = new Formatter();
    long wrong = files.parallelStream().filter(file -> !format(formatter, file, apply)).count();
    if (wrong > 0 && !apply) {
      System.err.println(
          wrong + " files are not formatted; format them with: mvn -N validate -Dformat=apply");
      System.exit(1);
    }
  }

  private static boolean format(Formatter formatter, Path file, boolean apply) {
    try {
      String before = Files.readString(file);
      String ordered =
          ImportOrderer.reorderImports(
              RemoveUnusedImports.removeUnusedImports(before), JavaFormatterOptions.Style.GOOGLE);
      String after = formatter.formatSource(ordered);
      if (after.equals(before)) {
        return true;
      }
      if (apply) {
        Files.writeString(file, after);
      } else {
        System.err.println("not formatted: " + file);
      }
      return false;
    } catch (FormatterException e) {
      System.err.println(file + ": " + e.getMessage());
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
