package dev.vitrine.registry.rocksdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Runs a class of the tests as a process of its own.
final class Child {
  private Child() {}

  /// Its errors go to this process's.
  static Process start(Class<?> main, String... arguments) throws IOException {
    var command =
        new ArrayList<String>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
