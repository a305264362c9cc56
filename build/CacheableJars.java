import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
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
 * Makes the jars of a directory such that the JVM keeps all their classes in its cache. It keeps
 * none of a signed jar (where jars come from was checked by Maven) and none that was compiled for
 * Java 5, whose code says nothing of the types on its stack; both it reads, checks and links anew
 * at each start. So signatures are taken out, and such code is written again with what it lacks.
 */
class CacheableJars {

  /** The first version in which code says of what types its stack is. */
  private static final int SAYS_TYPES = ClassFile.JAVA_6_VERSION;

  public static void main(String[] args) throws IOException {
    try (var files = Files.list(Path.of(args[0]))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        makeCacheable(jar);
      }
    }
  }

  private static void makeCacheable(Path jar) throws IOException {
    Path cacheable = jar.resolveSibling(jar.getFileName() + ".cacheable");
    try (JarFile from = new JarFile(jar.toFile(), false)) {
      List<JarEntry> entries = from.stream().toList();
      if (entries.stream().noneMatch(CacheableJars::isSignature) && !isOld(from, entries)) {
        return;
      }
      try (var to = new JarOutputStream(Files.newOutputStream(cacheable))) {
        for (JarEntry entry : entries) {
          if (!isSignature(entry)) {
            copy(from, entry, to);
          }
        }
      }
    }
    // Maven copies a jar again that is older than its own
    Files.setLastModifiedTime(cacheable, Files.getLastModifiedTime(jar));
    Files.move(cacheable, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(JarFile from, JarEntry entry, JarOutputStream to) throws IOException {
    ZipEntry same = new ZipEntry(entry.getName());
    same.setTime(entry.getTime());
    to.putNextEntry(same);
    if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
      Manifest manifest = from.getManifest();
      manifest.getEntries().clear(); // the digests of all files
      manifest.write(to);
    } else if (isClass(entry) && version(from, entry) < SAYS_TYPES) {
      to.write(withTypes(from, entry));
    } else if (!entry.isDirectory()) {
      from.getInputStream(entry).transferTo(to);
    }
    to.closeEntry();
  }

  private static byte[] withTypes(JarFile jar, JarEntry entry) throws IOException {
    ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(
                        type -> {
                          String name = type.descriptorString();
                          return open(jar, name.substring(1, name.length() - 1) + ".class");
                        })
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    ClassModel old = classFile.parse(jar.getInputStream(entry).readAllBytes());
    byte[] written =
        classFile.transformClass(
            old,
            ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen(
                    (builder, element) -> {
                      if (element instanceof ClassFileVersion) {
                        builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                      } else {
                        builder.with(element);
                      }
                    }));
    List<VerifyError> errors = classFile.verify(written);
    if (!errors.isEmpty()) {
      throw new IOException(jar.getName() + ": " + entry.getName(), errors.getFirst());
    }
    return written;
  }

  private static InputStream open(JarFile jar, String name) {
    ZipEntry entry = jar.getEntry(name);
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the jar's classes are too old; one compiler has made all of them. */
  private static boolean isOld(JarFile jar, List<JarEntry> entries) throws IOException {
    for (JarEntry entry : entries) {
      if (isClass(entry)) {
        return version(jar, entry) < SAYS_TYPES;
      }
    }
    return false;
  }

  private static int version(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] head = in.readNBytes(8); // magic, minor version, major version
      return (head[6] & 0xff) << 8 | head[7] & 0xff;
    }
  }

  private static boolean isClass(ZipEntry entry) {
    // not what a newer JVM reads in place of another class, nor a module's description
    return entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/");
  }

  private static boolean isSignature(ZipEntry entry) {
    return entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  }
}
