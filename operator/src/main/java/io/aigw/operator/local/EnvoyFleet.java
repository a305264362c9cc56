package io.aigw.operator.local;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** One Envoy for each Gateway, on this machine. Threadsafe. */
public final class EnvoyFleet implements AutoCloseable {

  private final Path binary;
  private final Path directory;
  private final int workers;
  private final BiFunction<String, Path, Message> bootstrap;
  private final Map<String, SupervisedProcess> envoys = new HashMap<>();
  private int started;
  private boolean closed;

  /**
   * A fleet without Envoys.
   *
   * @param binary the program
   * @param directory where their files and sockets may be; its path is short, as those of sockets
   *     must be
   * @param workers the number of worker threads of each
   * @param bootstrap makes an Envoy's configuration of its Gateway's {@code namespace/name} and the
   *     socket that its administration interface is to have
   */
  public EnvoyFleet(
      Path binary, Path directory, int workers, BiFunction<String, Path, Message> bootstrap) {
    this.binary = binary;
    this.directory = directory;
    this.workers = workers;
    this.bootstrap = bootstrap;
  }

  /** These Gateways, and no others, have an Envoy from now on. */
  public synchronized void serve(Set<String> gateways) {
    if (closed) {
      return;
    }
    for (Iterator<Map.Entry<String, SupervisedProcess>> running = envoys.entrySet().iterator();
        running.hasNext(); ) {
      Map.Entry<String, SupervisedProcess> envoy = running.next();
      if (!gateways.contains(envoy.getKey())) {
        Thread.ofVirtual().start(envoy.getValue()::close);
        running.remove();
      }
    }
    gateways.forEach(gateway -> envoys.computeIfAbsent(gateway, this::start));
  }

  @Override
  public synchronized void close() {
    closed = true;
    envoys.values().forEach(SupervisedProcess::stop);
    envoys.values().forEach(SupervisedProcess::close);
    envoys.clear();
  }

  private SupervisedProcess start(String gateway) {
    String name = "envoy-" + ++started;
    Path config = directory.resolve(name + ".pb");
    try {
      Files.write(
          config, bootstrap.apply(gateway, directory.resolve(name + ".admin")).toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return EnvoyProcess.start(gateway, binary, config, workers);
  }
}
