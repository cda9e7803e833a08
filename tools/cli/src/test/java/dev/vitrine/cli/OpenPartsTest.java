package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenPartsTest {

  @Test
  void closesInTheOppositeOrderAlsoWhenOneFails() {
    List<String> closed = new ArrayList<>();
    OpenParts parts = new OpenParts();
    parts.add(() -> closed.add("first"));
    parts.add(() -> {
      closed.add("second");
      throw new IllegalStateException("broken");
    });
    parts.add(() -> closed.add("third"));
    parts.close();
    parts.close();
    assertThat(closed).containsExactly("third", "second", "first");
  }
}
