package dev.vitrine.backend.rados.cluster;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of librados and librbd that rados-java lacks, or has only for bytes that are
/// copied in and out. `size_t` is a long. Immutable.
record DirectCalls(
    MethodHandle setFullTry,
    MethodHandle radosCompletion,
    MethodHandle radosResult,
    MethodHandle radosRelease,
    MethodHandle radosRead,
    MethodHandle radosWriteFull,
    MethodHandle radosStat,
    MethodHandle radosRemove,
    MethodHandle listBegin,
    MethodHandle listEnd,
    MethodHandle listSlice,
    MethodHandle list,
    MethodHandle listFree,
    MethodHandle cursorFree,
    MethodHandle cursorCompare,
    MethodHandle rbdCompletion,
    MethodHandle rbdResult,
    MethodHandle rbdRelease,
    MethodHandle rbdRead,
    MethodHandle rbdWrite,
    MethodHandle rbdWatchers,
    MethodHandle rbdWatchersFree,
    MethodHandle trashMove) {

  /// `rados_object_list_item`: an object's name, its namespace and its locator, each as a length
  /// and a pointer.
  static final MemoryLayout LISTED =
      MemoryLayout.structLayout(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);

  /// `rbd_image_watcher_t`: address, id, cookie.
  static final MemoryLayout WATCHER = MemoryLayout.structLayout(ADDRESS, JAVA_LONG, JAVA_LONG);

  /// Throws [IllegalArgumentException] when a library is not there, [UnsatisfiedLinkError] when it
  /// is too old.
  @SuppressWarnings("restricted") // the launcher enables native access
  static DirectCalls link() {
    SymbolLookup rados = SymbolLookup.libraryLookup("librados.so.2", Arena.global());
    SymbolLookup rbd = SymbolLookup.libraryLookup("librbd.so.1", Arena.global());
    return new DirectCalls(
        nothing(rados, "rados_set_pool_full_try", ADDRESS),
        number(rados, "rados_aio_create_completion", ADDRESS, ADDRESS, ADDRESS, ADDRESS),
        number(rados, "rados_aio_get_return_value", ADDRESS),
        nothing(rados, "rados_aio_release", ADDRESS),
        number(rados, "rados_aio_read", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG),
        number(rados, "rados_aio_write_full", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG),
        number(rados, "rados_aio_stat", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
        number(rados, "rados_aio_remove", ADDRESS, ADDRESS, ADDRESS),
        pointer(rados, "rados_object_list_begin", ADDRESS),
        pointer(rados, "rados_object_list_end", ADDRESS),
        nothing(
            rados,
            "rados_object_list_slice",
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            ADDRESS),
        number(
            rados,
            "rados_object_list",
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            ADDRESS),
        nothing(rados, "rados_object_list_free", JAVA_LONG, ADDRESS),
        nothing(rados, "rados_object_list_cursor_free", ADDRESS, ADDRESS),
        number(rados, "rados_object_list_cursor_cmp", ADDRESS, ADDRESS, ADDRESS),
        number(rbd, "rbd_aio_create_completion", ADDRESS, ADDRESS, ADDRESS),
        longNumber(rbd, "rbd_aio_get_return_value", ADDRESS),
        nothing(rbd, "rbd_aio_release", ADDRESS),
        number(rbd, "rbd_aio_read", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS),
        number(rbd, "rbd_aio_write", ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS),
        number(rbd, "rbd_watchers_list", ADDRESS, ADDRESS, ADDRESS),
        nothing(rbd, "rbd_watchers_list_cleanup", ADDRESS, JAVA_LONG),
        number(rbd, "rbd_trash_move", ADDRESS, ADDRESS, JAVA_LONG));
  }

  private static MethodHandle number(
      SymbolLookup library, String name, MemoryLayout... parameters) {
    return function(library, name, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  private static MethodHandle longNumber(
      SymbolLookup library, String name, MemoryLayout... parameters) {
    return function(library, name, FunctionDescriptor.of(JAVA_LONG, parameters));
  }

  private static MethodHandle pointer(
      SymbolLookup library, String name, MemoryLayout... parameters) {
    return function(library, name, FunctionDescriptor.of(ADDRESS, parameters));
  }

  private static MethodHandle nothing(
      SymbolLookup library, String name, MemoryLayout... parameters) {
    return function(library, name, FunctionDescriptor.ofVoid(parameters));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor form) {
    MemorySegment symbol =
        library.find(name).orElseThrow(() -> new UnsatisfiedLinkError("no " + name));
    return Linker.nativeLinker().downcallHandle(symbol, form);
  }

  /// What a method handle threw that is none of ours: the call itself never throws.
  static RuntimeException rethrown(Throwable thrown) {
    return switch (thrown) {
      case RuntimeException bug -> bug;
      case Error error -> throw error;
      default -> new IllegalStateException(thrown);
    };
  }
}
