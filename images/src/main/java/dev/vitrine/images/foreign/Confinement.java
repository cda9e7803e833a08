package dev.vitrine.images.foreign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A room without doors, by bubblewrap. A program in it sees
///
/// - `/usr`, the loader's folders and itself, to be read;
/// - what it is given, under the names that it is given under; an empty folder else, read-only;
/// - no network, no process but its own, no `/proc`, no environment, no device but `null`.
///
/// It has no capabilities and can get none, for it cannot make a user namespace of its own. Its
/// memory, time and files have limits, which are set inside, so that they count for nobody else. It
/// dies with whoever started it.
///
/// Immutable.
record Confinement(Path bubblewrap, Path limiter) {
  /// Where Debian and its kin have them.
  static final Confinement USUAL =
      new Confinement(Path.of("/usr/bin/bwrap"), Path.of("/usr/bin/prlimit"));

  /// Of each process. As much as Glance gives `qemu-img info`.
  private static final long MEMORY_BYTES = 1L << 30;

  /// `qemu-img` has at most 64 threads for files, and a few others.
  private static final int PROCESSES = 80;

  private static final int OPEN_FILES = 64;

  private static final Path PROGRAMS = Path.of("/usr");

  /// A file that the program is to see.
  record Given(Path file, String name, boolean writable) {}

  /// The programs that are needed and not there.
  List<Path> lacking() {
    return Stream.of(bubblewrap, limiter).filter(each -> !Files.isExecutable(each)).toList();
  }

  /// What to run so that a program runs confined.
  ///
  /// @param program an absolute path, and its arguments
  List<String> command(List<Given> given, RunLimits limits, List<String> program) {
    // A process that gives up its right to user namespaces forgets whom it was to die with (the
    // kernel's `commit_creds`). So the room is in another, which has nothing but that.
    List<String> command =
        new ArrayList<>(
            List.of(
                bubblewrap.toString(),
                "--unshare-user",
                "--unshare-pid",
                "--die-with-parent",
                "--dev-bind",
                "/",
                "/",
                "--"));
    command.add(bubblewrap.toString());
    command.addAll(
        List.of(
            "--unshare-user",
            "--disable-userns",
            "--unshare-ipc",
            "--unshare-pid",
            "--unshare-net",
            "--unshare-uts",
            "--unshare-cgroup-try",
            "--uid",
            "65534",
            "--gid",
            "65534",
            "--cap-drop",
            "ALL",
            "--new-session",
            "--die-with-parent"));
    // One arena of memory for all threads: many would use up the address space and nothing else.
    command.addAll(List.of("--clearenv", "--setenv", "MALLOC_ARENA_MAX", "1"));
    command.addAll(List.of("--ro-bind", PROGRAMS.toString(), PROGRAMS.toString()));
    for (String folder : List.of("/lib", "/lib64", "/etc/ld.so.cache")) {
      command.addAll(List.of("--ro-bind-try", folder, folder));
    }
    command.addAll(List.of("--dev-bind", "/dev/null", "/dev/null"));
    if (!Path.of(program.getFirst()).startsWith(PROGRAMS)) {
      command.addAll(List.of("--ro-bind", program.getFirst(), program.getFirst()));
    }
    for (Given each : given) {
      command.addAll(
          List.of(each.writable() ? "--bind" : "--ro-bind", each.file().toString(), each.name()));
    }
    command.addAll(List.of("--remount-ro", "/", "--chdir", "/", "--"));
    command.addAll(
        List.of(
            limiter.toString(),
            "--core=0",
            "--nofile=" + OPEN_FILES,
            "--nproc=" + PROCESSES,
            "--as=" + MEMORY_BYTES,
            "--cpu=" + limits.cpu().toSeconds(),
            "--fsize=" + limits.fileBytes(),
            "--"));
    command.addAll(program);
    return command;
  }
}
