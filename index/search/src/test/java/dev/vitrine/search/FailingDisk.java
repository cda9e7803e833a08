package dev.vitrine.search;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.lucene.store.BufferedIndexInput;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;

/// A disk that is full, or cannot be read, while a test says so.
final class FailingDisk implements OpenIndex.DirectoryOpener {
  volatile boolean full;
  volatile boolean unreadable;

  @Override
  public Directory open(Path path) throws IOException {
    return new FilterDirectory(OpenIndex.onDisk(path)) {
      @Override
      public IndexOutput createOutput(String name, IOContext context) throws IOException {
        failWhenFull();
        return super.createOutput(name, context);
      }

      @Override
      public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
          throws IOException {
        failWhenFull();
        return super.createTempOutput(prefix, suffix, context);
      }

      @Override
      public IndexInput openInput(String name, IOContext context) throws IOException {
        failWhenUnreadable();
        return new Input(super.openInput(name, context));
      }
    };
  }

  private void failWhenFull() throws IOException {
    if (full) {
      throw new IOException("No space left on device, as injected");
    }
  }

  private void failWhenUnreadable() throws IOException {
    if (unreadable) {
      throw new IOException("Input/output error, as injected");
    }
  }

  /// Asks before each read; its clones and slices do, too.
  private final class Input extends BufferedIndexInput {
    private final IndexInput input;
    private boolean cloned;

    Input(IndexInput input) {
      super(input.toString(), MIN_BUFFER_SIZE);
      this.input = input;
    }

    @Override
    protected void readInternal(ByteBuffer buffer) throws IOException {
      failWhenUnreadable();
      byte[] bytes = new byte[buffer.remaining()];
      // Clones share the input, each with a position of its own.
      synchronized (input) {
        if (getFilePointer() + bytes.length > input.length()) {
          throw new EOFException("read past the end of " + this);
        }
        input.seek(getFilePointer());
        input.readBytes(bytes, 0, bytes.length);
      }
      buffer.put(bytes);
    }

    @Override
    protected void seekInternal(long position) {}

    @Override
    public long length() {
      return input.length();
    }

    @Override
    public Input clone() {
      Input clone = (Input) super.clone();
      clone.cloned = true;
      return clone;
    }

    @Override
    public void close() throws IOException {
      if (!cloned) {
        input.close();
      }
    }
  }
}
