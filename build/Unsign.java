import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * Takes the signatures out of the jars of a directory. The JVM keeps no class of a signed jar in
 * its cache and checks each of them at every start; where they came from was checked by Maven.
 */
class Unsign {
  public static void main(String[] args) throws IOException {
    try (var files = Files.list(Path.of(args[0]))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        unsign(jar);
      }
    }
  }

  private static void unsign(Path jar) throws IOException {
    Path unsigned = jar.resolveSibling(jar.getFileName() + ".unsigned");
    try (JarFile from = new JarFile(jar.toFile(), false)) {
      List<JarEntry> entries = from.stream().toList();
      if (entries.stream().noneMatch(Unsign::isSignature)) {
        return;
      }
      try (var to = new JarOutputStream(Files.newOutputStream(unsigned))) {
        for (JarEntry entry : entries) {
          if (!isSignature(entry)) {
            copy(from, entry, to);
          }
        }
      }
    }
    // Maven copies a jar again that is older than its own
    Files.setLastModifiedTime(unsigned, Files.getLastModifiedTime(jar));
    Files.move(unsigned, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(JarFile from, JarEntry entry, JarOutputStream to) throws IOException {
    ZipEntry same = new ZipEntry(entry.getName());
    same.setTime(entry.getTime());
    to.putNextEntry(same);
    if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
      Manifest manifest = from.getManifest();
      manifest.getEntries().clear(); // the digests of all files
      manifest.write(to);
    } else if (!entry.isDirectory()) {
      from.getInputStream(entry).transferTo(to);
    }
    to.closeEntry();
  }

  private static boolean isSignature(ZipEntry entry) {
    return entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  }
}
