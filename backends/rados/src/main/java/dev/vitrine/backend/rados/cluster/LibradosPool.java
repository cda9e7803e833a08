package dev.vitrine.backend.rados.cluster;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ceph.rados.IoCTX;
import com.ceph.rbd.Rbd;
import com.ceph.rbd.RbdException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A pool by librados and librbd.
final class LibradosPool implements RadosPool {
  /// Removing an image removes its objects, ten at a time.
  private static final Duration REMOVAL_LIMIT = Duration.ofMinutes(10);

  /// Names that are asked for at once.
  private static final int LISTED = 1024;

  /// `RBD_FEATURE_LAYERING`: without it an image has no clones.
  private static final long LAYERING = 1;

  private final LibradosCluster cluster;
  private final String name;
  private final Rbd rbd;
  private final NativeHandle handle;

  LibradosPool(LibradosCluster cluster, String name, IoCTX io, NativeHandle handle) {
    this.cluster = cluster;
    this.name = name;
    this.rbd = new Rbd(io);
    this.handle = handle;
  }

  /// A call of rados-java.
  @FunctionalInterface
  private interface RbdCall<T> {
    T run() throws RbdException, RadosFailure;
  }

  private <T> T call(String doing, Duration limit, RbdCall<T> call)
      throws RadosFailure, InterruptedException {
    return cluster.threads().call(doing, limit, () -> inside(doing, call), _ -> {});
  }

  private <T> T inside(String doing, RbdCall<T> call) throws RadosFailure {
    handle.enter();
    try {
      return call.run();
    } catch (RbdException e) {
      throw Errno.failure(doing, e.getReturnValue());
    } finally {
      handle.exit();
    }
  }

  /// Begins a call that goes on by itself; the pool stays open until it ended.
  private void begin(String doing, Object kept, InPool begin, PendingCalls.End end)
      throws RadosFailure {
    MemorySegment io = handle.enter();
    try {
      cluster
          .objectCalls()
          .begin(
              doing,
              kept,
              completion -> begin.call(io, completion),
              result -> {
                handle.exit();
                end.ended(result);
              });
    } catch (RadosFailure | RuntimeException e) {
      handle.exit();
      throw e;
    }
  }

  @FunctionalInterface
  private interface InPool {
    int call(MemorySegment io, MemorySegment completion) throws Throwable;
  }

  @Override
  public Completion length(String object) throws RadosFailure {
    String doing = "looking at " + object;
    Completion completion = new Completion(doing, cluster.limit());
    Arena arena = Arena.ofAuto(); // what librados writes to stays until it has
    MemorySegment length = arena.allocate(JAVA_LONG);
    MemorySegment changed = arena.allocate(JAVA_LONG);
    MemorySegment key = arena.allocateFrom(object);
    begin(
        doing,
        arena,
        (io, done) -> (int) cluster.calls().radosStat().invokeExact(io, key, done, length, changed),
        result -> {
          if (result < 0) {
            completion.fail(Errno.failure(doing, (int) result));
          } else {
            completion.succeed(length.get(JAVA_LONG, 0));
          }
        });
    return completion;
  }

  @Override
  public Completion put(String object, ByteBuffer bytes) throws RadosFailure {
    String doing = "writing " + object;
    Completion completion = new Completion(doing, cluster.limit());
    try (Arena arena = Arena.ofConfined()) {
      // librados takes a copy before it returns, and cannot take one from the heap.
      MemorySegment content =
          bytes.isDirect()
              ? MemorySegment.ofBuffer(bytes)
              : arena
                  .allocate(Math.max(1, bytes.remaining()))
                  .copyFrom(MemorySegment.ofBuffer(bytes));
      MemorySegment key = arena.allocateFrom(object);
      long lengthBytes = bytes.remaining();
      begin(
          doing,
          completion,
          (io, done) ->
              (int)
                  cluster.calls().radosWriteFull().invokeExact(io, key, done, content, lengthBytes),
          result -> ended(completion, doing, result));
    }
    return completion;
  }

  @Override
  public Completion read(String object, long offset, ByteBuffer into) throws RadosFailure {
    String doing = "reading " + object;
    Completion completion = new Completion(doing, cluster.limit());
    MemorySegment memory = MemorySegment.ofBuffer(into);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(object);
      begin(
          doing,
          into,
          (io, done) ->
              (int)
                  cluster
                      .calls()
                      .radosRead()
                      .invokeExact(io, key, done, memory, memory.byteSize(), offset),
          result -> ended(completion, doing, result));
    }
    return completion;
  }

  @Override
  public Completion remove(String object) throws RadosFailure {
    String doing = "removing " + object;
    Completion completion = new Completion(doing, cluster.limit());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(object);
      begin(
          doing,
          completion,
          (io, done) -> (int) cluster.calls().radosRemove().invokeExact(io, key, done),
          result -> ended(completion, doing, result));
    }
    return completion;
  }

  static void ended(Completion completion, String doing, long result) {
    if (result < 0) {
      completion.fail(Errno.failure(doing, (int) result));
    } else {
      completion.succeed(result);
    }
  }

  @Override
  public List<String> names(int slice) throws RadosFailure, InterruptedException {
    String doing = "listing pool " + name;
    return cluster
        .threads()
        .call(doing, cluster.limit().multipliedBy(2), () -> listed(doing, slice), _ -> {});
  }

  private List<String> listed(String doing, int slice) throws RadosFailure {
    MemorySegment io = handle.enter();
    try (Arena arena = Arena.ofConfined();
        Cursors cursors = new Cursors(arena, io)) {
      DirectCalls calls = cluster.calls();
      MemorySegment at = cursors.first();
      MemorySegment end = cursors.first();
      calls
          .listSlice()
          .invokeExact(
              io,
              cursors.first().get(ADDRESS, 0),
              cursors.last().get(ADDRESS, 0),
              (long) slice,
              (long) SLICES,
              at,
              end);
      MemorySegment items = arena.allocate(MemoryLayout.sequenceLayout(LISTED, DirectCalls.LISTED));
      List<String> names = new ArrayList<>();
      while (true) {
        MemorySegment next = cursors.first(); // a place for what comes next
        int count =
            (int)
                calls
                    .list()
                    .invokeExact(
                        io,
                        at.get(ADDRESS, 0),
                        end.get(ADDRESS, 0),
                        (long) LISTED,
                        MemorySegment.NULL,
                        0L,
                        items,
                        next);
        Errno.check(doing, count);
        for (int i = 0; i < count; i++) {
          names.add(name(items.asSlice(i * DirectCalls.LISTED.byteSize())));
        }
        calls.listFree().invokeExact((long) count, items);
        at = next;
        int compared =
            (int) calls.cursorCompare().invokeExact(io, at.get(ADDRESS, 0), end.get(ADDRESS, 0));
        if (compared >= 0) {
          return names;
        }
      }
    } catch (RadosFailure e) {
      throw e;
    } catch (Throwable t) {
      throw DirectCalls.rethrown(t);
    } finally {
      handle.exit();
    }
  }

  @SuppressWarnings("restricted") // librados says how long it is
  private static String name(MemorySegment item) {
    long lengthBytes = item.get(JAVA_LONG, 0);
    MemorySegment text = item.get(ADDRESS, JAVA_LONG.byteSize()).reinterpret(lengthBytes);
    return new String(text.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /// Places in a listing, as pointers to librados' own pointers. Freed together.
  private final class Cursors implements AutoCloseable {
    private final Arena arena;
    private final MemorySegment io;
    private final List<MemorySegment> all = new ArrayList<>();

    Cursors(Arena arena, MemorySegment io) {
      this.arena = arena;
      this.io = io;
    }

    MemorySegment first() throws Throwable {
      return kept((MemorySegment) cluster.calls().listBegin().invokeExact(io));
    }

    MemorySegment last() throws Throwable {
      return kept((MemorySegment) cluster.calls().listEnd().invokeExact(io));
    }

    private MemorySegment kept(MemorySegment place) {
      MemorySegment cursor = arena.allocate(ADDRESS);
      cursor.set(ADDRESS, 0, place);
      all.add(cursor);
      return cursor;
    }

    @Override
    public void close() {
      for (MemorySegment cursor : all) {
        try {
          cluster.calls().cursorFree().invokeExact(io, cursor.get(ADDRESS, 0));
        } catch (Throwable t) {
          throw DirectCalls.rethrown(t);
        }
      }
    }
  }

  @Override
  public void createImage(String image, long lengthBytes, long objectBytes)
      throws RadosFailure, InterruptedException {
    call(
        "making image " + image,
        cluster.limit().multipliedBy(2),
        () -> {
          int order = Long.numberOfTrailingZeros(objectBytes);
          rbd.create(image, lengthBytes, features(), order);
          return true;
        });
  }

  /// What the cluster gives its images. Older libraries say a number, newer ones names.
  private long features() throws RadosFailure {
    String text = cluster.setting("rbd_default_features");
    long features = 0;
    try {
      features = Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      for (String feature : text.split(",", -1)) {
        features |= bit(feature.strip());
      }
    }
    return features == 0 ? LAYERING : features;
  }

  private static long bit(String feature) {
    return switch (feature) {
      case "layering" -> LAYERING;
      case "striping" -> 1 << 1;
      case "exclusive-lock" -> 1 << 2;
      case "object-map" -> 1 << 3;
      case "fast-diff" -> 1 << 4;
      case "deep-flatten" -> 1 << 5;
      case "journaling" -> 1 << 6;
      case "data-pool" -> 1 << 7;
      default -> 0;
    };
  }

  @Override
  public RbdImage openImage(String image) throws RadosFailure, InterruptedException {
    return open(image, () -> rbd.open(image));
  }

  @Override
  public RbdImage openImage(String image, String snapshot)
      throws RadosFailure, InterruptedException {
    return open(image, () -> rbd.openReadOnly(image, snapshot.isEmpty() ? null : snapshot));
  }

  private LibrbdImage open(String image, RbdCall<com.ceph.rbd.RbdImage> open)
      throws RadosFailure, InterruptedException {
    String doing = "opening image " + image;
    return cluster
        .threads()
        .call(
            doing,
            cluster.limit().multipliedBy(2),
            () -> {
              handle.enter(); // until the image is closed
              try {
                return new LibrbdImage(cluster, image, open.run(), handle::exit);
              } catch (RbdException e) {
                handle.exit();
                throw Errno.failure(doing, e.getReturnValue());
              }
            },
            LibrbdImage::closeLater);
  }

  @Override
  public void removeImage(String image) throws RadosFailure, InterruptedException {
    call(
        "removing image " + image,
        REMOVAL_LIMIT,
        () -> {
          rbd.remove(image);
          return true;
        });
  }

  @Override
  public void trashImage(String image) throws RadosFailure, InterruptedException {
    String doing = "moving image " + image + " to the trash";
    cluster
        .threads()
        .call(
            doing,
            cluster.limit().multipliedBy(2),
            () -> {
              MemorySegment io = handle.enter();
              try (Arena arena = Arena.ofConfined()) {
                int result =
                    (int)
                        cluster.calls().trashMove().invokeExact(io, arena.allocateFrom(image), 0L);
                return Errno.check(doing, result);
              } catch (RadosFailure e) {
                throw e;
              } catch (Throwable t) {
                throw DirectCalls.rethrown(t);
              } finally {
                handle.exit();
              }
            },
            _ -> {});
  }

  @Override
  public void close() {
    handle.close();
  }
}
