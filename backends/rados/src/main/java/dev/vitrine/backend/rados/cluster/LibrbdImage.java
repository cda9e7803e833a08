package dev.vitrine.backend.rados.cluster;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ceph.rbd.RbdException;
import com.ceph.rbd.jna.RbdImageInfo;
import com.sun.jna.Pointer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An open image by librbd.
final class LibrbdImage implements RbdImage {
  private static final Logger LOG = LoggerFactory.getLogger(LibrbdImage.class);

  /// As many users are told apart; more are just many.
  private static final int COUNTED_USERS = 16;

  private final LibradosCluster cluster;
  private final String name;
  private final com.ceph.rbd.RbdImage image;
  private final NativeHandle handle;
  private final CompletableFuture<Boolean> closed = new CompletableFuture<>();

  /// Takes over the open image.
  ///
  /// @param onClosed runs when it is closed
  LibrbdImage(
      LibradosCluster cluster, String name, com.ceph.rbd.RbdImage image, Runnable onClosed) {
    this.cluster = cluster;
    this.name = name;
    this.image = image;
    this.handle =
        new NativeHandle(
            "image " + name,
            MemorySegment.ofAddress(Pointer.nativeValue(image.getPointer())),
            () ->
                cluster
                    .threads()
                    .later(() -> {
                      try {
                        image.close();
                      } catch (RbdException e) {
                        LOG.warn("image {} was not closed cleanly: {}", name, e.getReturnValue());
                      } finally {
                        onClosed.run();
                        closed.complete(true);
                      }
                    }));
  }

  @FunctionalInterface
  private interface ImageCall<T> {
    T run(MemorySegment address) throws Throwable;
  }

  private <T> T call(String doing, ImageCall<T> call) throws RadosFailure, InterruptedException {
    String what = doing + " image " + name;
    return cluster
        .threads()
        .call(
            what,
            cluster.limit().multipliedBy(2),
            () -> {
              MemorySegment address = handle.enter();
              try {
                return call.run(address);
              } catch (RbdException e) {
                throw Errno.failure(what, e.getReturnValue());
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
  public Shape shape() throws RadosFailure, InterruptedException {
    return call(
        "looking at",
        _ -> {
          RbdImageInfo info = image.stat();
          return new Shape(info.size, info.obj_size);
        });
  }

  @Override
  public void resize(long lengthBytes) throws RadosFailure, InterruptedException {
    call(
        "resizing",
        _ -> {
          image.resize(lengthBytes);
          return true;
        });
  }

  @Override
  public Completion write(long offset, ByteBuffer bytes) throws RadosFailure {
    String doing = "writing image " + name;
    Completion completion = new Completion(doing, cluster.limit());
    MemorySegment memory = MemorySegment.ofBuffer(bytes);
    begin(
        doing,
        bytes,
        (address, done) ->
            (int)
                cluster
                    .calls()
                    .rbdWrite()
                    .invokeExact(address, offset, memory.byteSize(), memory, done),
        result -> LibradosPool.ended(completion, doing, result));
    return completion;
  }

  @Override
  public Completion read(long offset, ByteBuffer into) throws RadosFailure {
    String doing = "reading image " + name;
    Completion completion = new Completion(doing, cluster.limit());
    MemorySegment memory = MemorySegment.ofBuffer(into);
    begin(
        doing,
        into,
        (address, done) ->
            (int)
                cluster
                    .calls()
                    .rbdRead()
                    .invokeExact(address, offset, memory.byteSize(), memory, done),
        result -> LibradosPool.ended(completion, doing, result));
    return completion;
  }

  @FunctionalInterface
  private interface Begin {
    int call(MemorySegment address, MemorySegment completion) throws Throwable;
  }

  private void begin(String doing, Object kept, Begin begin, PendingCalls.End end)
      throws RadosFailure {
    MemorySegment address = handle.enter();
    try {
      cluster
          .imageCalls()
          .begin(
              doing,
              kept,
              completion -> begin.call(address, completion),
              result -> {
                handle.exit();
                end.ended(result);
              });
    } catch (RadosFailure | RuntimeException e) {
      handle.exit();
      throw e;
    }
  }

  @Override
  public int users() throws RadosFailure, InterruptedException {
    return call(
        "looking who uses",
        address -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment users =
                arena.allocate(MemoryLayout.sequenceLayout(COUNTED_USERS, DirectCalls.WATCHER));
            MemorySegment count = arena.allocate(JAVA_LONG);
            count.set(JAVA_LONG, 0, COUNTED_USERS);
            int result = (int) cluster.calls().rbdWatchers().invokeExact(address, users, count);
            if (result == -Errno.ERANGE) {
              return COUNTED_USERS;
            }
            Errno.check("looking who uses image " + name, result);
            long counted = count.get(JAVA_LONG, 0);
            cluster.calls().rbdWatchersFree().invokeExact(users, counted);
            return (int) counted;
          }
        });
  }

  @Override
  public void createSnapshot(String snapshot) throws RadosFailure, InterruptedException {
    call(
        "making snapshot " + snapshot + " of",
        _ -> {
          image.snapCreate(snapshot);
          return true;
        });
  }

  @Override
  public void protectSnapshot(String snapshot) throws RadosFailure, InterruptedException {
    call(
        "protecting snapshot " + snapshot + " of",
        _ -> {
          image.snapProtect(snapshot);
          return true;
        });
  }

  @Override
  public void unprotectSnapshot(String snapshot) throws RadosFailure, InterruptedException {
    call(
        "unprotecting snapshot " + snapshot + " of",
        _ -> {
          image.snapUnprotect(snapshot);
          return true;
        });
  }

  @Override
  public void removeSnapshot(String snapshot) throws RadosFailure, InterruptedException {
    call(
        "removing snapshot " + snapshot + " of",
        _ -> {
          image.snapRemove(snapshot);
          return true;
        });
  }

  @Override
  public void closeLater() {
    handle.close();
  }

  @Override
  public void close() {
    handle.close();
    boolean interrupted = false;
    long end = System.nanoTime() + cluster.limit().multipliedBy(2).toNanos();
    while (true) {
      try {
        closed.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true; // it is closed all the same, or nobody could remove it
      } catch (TimeoutException e) {
        LOG.warn("image {} is still being closed", name);
        break;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
