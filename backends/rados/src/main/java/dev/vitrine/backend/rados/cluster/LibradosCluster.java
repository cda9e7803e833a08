package dev.vitrine.backend.rados.cluster;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rados.exceptions.RadosException;
import com.sun.jna.Pointer;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// A connection that librados has. What it is for is closed before it, whoever closes first.
final class LibradosCluster implements RadosCluster {
  /// librados ends what takes too long by itself; this much later nobody waits for that any more.
  static final Duration GRACE = Duration.ofSeconds(5);

  private final Rados rados;
  private final String fsid;
  private final Duration limit;
  private final DirectCalls calls;
  private final NativeThreads threads;
  private final PendingCalls objectCalls;
  private final PendingCalls imageCalls;
  private final NativeHandle handle;

  /// Takes over the connection and the threads.
  LibradosCluster(
      Rados rados, String fsid, Duration limit, DirectCalls calls, NativeThreads threads) {
    this.rados = rados;
    this.fsid = fsid;
    this.limit = limit.plus(GRACE);
    this.calls = calls;
    this.threads = threads;
    this.objectCalls = PendingCalls.ofRados(calls);
    this.imageCalls = PendingCalls.ofRbd(calls);
    // The address is rados-java's own affair; what counts is who uses it.
    this.handle =
        new NativeHandle(
            "the connection",
            MemorySegment.NULL,
            () ->
                threads.later(() -> {
                  rados.shutDown();
                  threads.close();
                }));
  }

  /// How long a call is waited for.
  Duration limit() {
    return limit;
  }

  DirectCalls calls() {
    return calls;
  }

  NativeThreads threads() {
    return threads;
  }

  PendingCalls objectCalls() {
    return objectCalls;
  }

  PendingCalls imageCalls() {
    return imageCalls;
  }

  @Override
  public String fsid() {
    return fsid;
  }

  /// A setting of the cluster or of its configuration file.
  String setting(String name) throws RadosFailure {
    try {
      return rados.confGet(name);
    } catch (RadosException e) {
      throw Errno.failure("asking for " + name, e.getReturnValue());
    }
  }

  @Override
  public RadosPool pool(String name, String namespace) throws RadosFailure, InterruptedException {
    return threads.call(
        "opening pool " + name, limit, () -> opened(name, namespace), LibradosPool::close);
  }

  private LibradosPool opened(String name, String namespace) throws RadosFailure {
    handle.enter();
    IoCTX io;
    try {
      io = rados.ioCtxCreate(name);
    } catch (RadosException e) {
      handle.exit();
      RadosFailure failure = Errno.failure("opening pool " + name, e.getReturnValue());
      throw failure.kind() == Kind.NOT_FOUND
          ? new RadosFailure(Kind.UNREACHABLE, "the cluster has no pool " + name, e)
          : failure;
    }
    io.setNamespace(namespace);
    MemorySegment address = MemorySegment.ofAddress(Pointer.nativeValue(io.getPointer()));
    try {
      // A pool without room says so, rather than keeping its callers waiting for some.
      calls.setFullTry().invokeExact(address);
    } catch (Throwable t) {
      throw DirectCalls.rethrown(t);
    }
    return new LibradosPool(
        this,
        name,
        io,
        new NativeHandle(
            "pool " + name,
            address,
            () ->
                threads.later(() -> {
                  rados.ioCtxDestroy(io);
                  handle.exit();
                })));
  }

  @Override
  public void close() {
    handle.close();
  }
}
