package dev.vitrine.images;

import dev.vitrine.images.access.Refusal;
import java.io.IOException;

/// How a call ended, as a word: `ok`, `IOException`, or the kind of the refusal.
final class Outcome {
  private Outcome() {}

  interface Call {
    void run() throws Exception;
  }

  static String of(Call call) {
    try {
      call.run();
      return "ok";
    } catch (Refusal refusal) {
      return refusal.getClass().getSimpleName();
    } catch (IOException e) {
      return "IOException";
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
