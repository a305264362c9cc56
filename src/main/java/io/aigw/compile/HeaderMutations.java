package io.aigw.compile;

import io.aigw.api.HeaderMutation;
import io.aigw.ir.HeaderEdits;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Header mutations of a backend and of a reference to it: the reference wins. */
final class HeaderMutations {

  private HeaderMutations() {}

  static HeaderEdits edits(@Nullable HeaderMutation backend, @Nullable HeaderMutation reference) {
    SortedSet<String> remove = new TreeSet<>();
    SortedMap<String, String> set = new TreeMap<>();
    Stream.of(backend, reference)
        .filter(Objects::nonNull)
        .forEach(
            mutation -> {
              for (String name : mutation.remove()) {
                remove.add(name.toLowerCase(Locale.ROOT));
                set.remove(name.toLowerCase(Locale.ROOT));
              }
              mutation.set().forEach(h -> set.put(h.name().toLowerCase(Locale.ROOT), h.value()));
            });
    return remove.isEmpty() && set.isEmpty()
        ? HeaderEdits.NONE
        : new HeaderEdits(List.copyOf(remove), set);
  }
}
