package dev.vitrine.api.json;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Objects and arrays on a [JsonOutput], for documents whose shape depends on what there is to say:
/// it puts the commas. Brackets have to match; nobody checks. Not thread-safe.
public final class JsonStructure {
  private final JsonOutput out;

  /// Whether what comes next is the first within its brackets.
  private boolean first = true;

  public JsonStructure(int expectedBytes) {
    out = new JsonOutput(expectedBytes);
  }

  /// Where the value belongs that a key or an element was begun for.
  public JsonOutput value() {
    return out;
  }

  /// Begins a member of an object.
  public JsonOutput key(String key) {
    return element().text(key).raw(':');
  }

  /// Begins an element of an array.
  public JsonOutput element() {
    if (!first) {
      out.raw(',');
    }
    first = false;
    return out;
  }

  public void open(char bracket) {
    out.raw(bracket);
    first = true;
  }

  public void close(char bracket) {
    out.raw(bracket);
    first = false;
  }

  public <T> void array(Collection<T> items, Consumer<T> writer) {
    open('[');
    for (T item : items) {
      element();
      writer.accept(item);
    }
    close(']');
  }

  public void texts(List<String> texts) {
    array(texts, out::text);
  }

  public byte[] toBytes() {
    return out.toBytes();
  }
}
