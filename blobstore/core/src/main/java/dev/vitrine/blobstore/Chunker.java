package dev.vitrine.blobstore;

/// Decides where content is cut.
public final class Chunker {
  public static final int ID = 1;

  public static final int MIN_BYTES = 128 << 10;
  public static final int TARGET_BYTES = 512 << 10;
  public static final int MAX_BYTES = 2 << 20;
  public static final int ZERO_RUN_MIN_BYTES = 64 << 10;

  private Chunker() {}
}
