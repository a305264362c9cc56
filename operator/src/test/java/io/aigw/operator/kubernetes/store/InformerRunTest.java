package io.aigw.operator.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InformerRunTest {

  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final AtomicInteger changes = new AtomicInteger();
  private final InformerRun run = new InformerRun("things", informer(), changes::incrementAndGet);

  @Test
  void oneThatEndsByItselfIsAFailure() {
    run.start();
    started.complete(null);
    assertThat(run.synced()).isTrue();
    assertThat(run.failure()).isEmpty();
    assertThat(changes).hasValue(1);

    stopped.completeExceptionally(new IllegalStateException("cannot be read"));

    assertThat(run.failure()).contains("the informer of things ended");
    assertThat(changes).hasValue(2);
  }

  @Test
  void oneThatIsEndedIsNone() {
    run.start();
    run.close();

    assertThat(stopped).isDone();
    assertThat(run.failure()).isEmpty();
    assertThat(changes).hasValue(0);
  }

  @SuppressWarnings("unchecked") // the proxy stands for any type
  private SharedIndexInformer<ConfigMap> informer() {
    return (SharedIndexInformer<ConfigMap>)
        Proxy.newProxyInstance(
            InformerRunTest.class.getClassLoader(),
            new Class<?>[] {SharedIndexInformer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "exceptionHandler" -> proxy;
                  case "start" -> started;
                  case "stopped" -> stopped;
                  case "stop" -> {
                    stopped.complete(null);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
