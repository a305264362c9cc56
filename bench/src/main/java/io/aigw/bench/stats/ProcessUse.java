package io.aigw.bench.stats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process uses.
 *
 * @param name what it is, for people
 * @param pid the process, which must live
 */
public record ProcessUse(String name, long pid) {

  private static final long BYTES_PER_KIB = 1024;

  /** CPU time, of user and kernel, since it started. Linux counts it in ticks of 10 ms. */
  public Duration cpuTime() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow(() -> new IllegalStateException("%s (pid %d) has ended".formatted(name, pid)));
  }

  /** The memory that it has of the machine, in bytes. */
  public long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
