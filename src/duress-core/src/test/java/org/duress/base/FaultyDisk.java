package org.duress.base;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file system on another one, on which something goes wrong at a chosen step. A step is whatever changes the disk: a
 * folder made, a file opened for writing, each write, a rename, a deletion, a lock file.
 */
public final class FaultyDisk extends FileSystem {
    private final FileSystem below;
    private final Fault fault;
    private final Provider provider = new Provider();
    private int steps;

    private FaultyDisk(FileSystem below, Fault fault) {
        this.below = below;
        this.fault = fault;
    }

    /** What happens before a step. */
    @FunctionalInterface
    public interface Fault {
        /**
         * Throws, or lets the step happen.
         *
         * @param step counts from 0
         */
        void before(int step, String path) throws IOException;
    }

    /** The end of the process, as far as files can tell. */
    public static final class Killed extends Error {}

    public static FaultyDisk of(FileSystem below, Fault fault) {
        return new FaultyDisk(below, fault);
    }

    /** Nothing goes wrong; steps are counted. */
    public static FaultyDisk sound(FileSystem below) {
        return of(below, (step, path) -> {});
    }

    /** No step from this one on is done, as if the process had been killed. */
    public static FaultyDisk killedAt(FileSystem below, int last) {
        return of(below, (step, path) -> {
            if (step >= last) {
                throw new Killed();
            }
        });
    }

    /** From this step on the disk is full. */
    public static FaultyDisk fullAt(FileSystem below, int last) {
        return of(below, (step, path) -> {
            if (step >= last) {
                throw new FileSystemException(path, null, "No space left on device");
            }
        });
    }

    /** As a read-only mount of Linux. */
    public static FaultyDisk readOnly(FileSystem below) {
        return of(below, (step, path) -> {
            throw new FileSystemException(path, null, "Read-only file system");
        });
    }

    /** Steps so far. */
    public int steps() {
        return steps;
    }

    private void step(Path path) throws IOException {
        fault.before(steps++, path.toString());
    }

    private Path wrap(Path path) {
        return new FaultyPath(path);
    }

    private @Nullable Path wrapOrNull(@Nullable Path path) {
        return path == null ? null : wrap(path);
    }

    private static Path unwrap(Path path) {
        return path instanceof FaultyPath faulty ? faulty.below : path;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        below.close();
    }

    @Override
    public boolean isOpen() {
        return below.isOpen();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return below.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return StreamSupport.stream(below.getRootDirectories().spliterator(), false)
                .map(this::wrap)
                .toList();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return below.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return below.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return wrap(below.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = below.getPathMatcher(pattern);
        return path -> matcher.matches(unwrap(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return below.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return below.newWatchService();
    }

    private final class FaultyPath implements Path {
        private final Path below;

        FaultyPath(Path below) {
            this.below = below;
        }

        @Override
        public FileSystem getFileSystem() {
            return FaultyDisk.this;
        }

        @Override
        public boolean isAbsolute() {
            return below.isAbsolute();
        }

        @Override
        public @Nullable Path getRoot() {
            return wrapOrNull(below.getRoot());
        }

        @Override
        public @Nullable Path getFileName() {
            return wrapOrNull(below.getFileName());
        }

        @Override
        public @Nullable Path getParent() {
            return wrapOrNull(below.getParent());
        }

        @Override
        public int getNameCount() {
            return below.getNameCount();
        }

        @Override
        public Path getName(int index) {
            return wrap(below.getName(index));
        }

        @Override
        public Path subpath(int from, int to) {
            return wrap(below.subpath(from, to));
        }

        @Override
        public boolean startsWith(Path other) {
            return below.startsWith(unwrap(other));
        }

        @Override
        public boolean endsWith(Path other) {
            return below.endsWith(unwrap(other));
        }

        @Override
        public Path normalize() {
            return wrap(below.normalize());
        }

        @Override
        public Path resolve(Path other) {
            return wrap(below.resolve(unwrap(other)));
        }

        @Override
        public Path relativize(Path other) {
            return wrap(below.relativize(unwrap(other)));
        }

        @Override
        public URI toUri() {
            return below.toUri();
        }

        @Override
        public Path toAbsolutePath() {
            return wrap(below.toAbsolutePath());
        }

        @Override
        public Path toRealPath(LinkOption... options) throws IOException {
            return wrap(below.toRealPath(options));
        }

        @Override
        public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
                throws IOException {
            return below.register(watcher, events, modifiers);
        }

        @Override
        public int compareTo(Path other) {
            return below.compareTo(unwrap(other));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof FaultyPath path && below.equals(path.below);
        }

        @Override
        public int hashCode() {
            return below.hashCode();
        }

        @Override
        public String toString() {
            return below.toString();
        }
    }

    private final class Provider extends FileSystemProvider {
        private FileSystemProvider under() {
            return below.provider();
        }

        @Override
        public String getScheme() {
            return "faulty";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return FaultyDisk.this;
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        private void open(Path path, Set<? extends OpenOption> options) throws IOException {
            if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
                step(path);
            }
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            open(path, options);
            return new FaultyChannel(path, Files.newByteChannel(unwrap(path), options, attributes));
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            open(path, options);
            return under().newFileChannel(unwrap(path), options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream =
                    under().newDirectoryStream(unwrap(folder), path -> filter.accept(wrap(path)));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return StreamSupport.stream(stream.spliterator(), false)
                            .map(FaultyDisk.this::wrap)
                            .iterator();
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            // As systems do: what is there is said before anything else.
            if (!Files.exists(unwrap(folder))) {
                step(folder);
            }
            under().createDirectory(unwrap(folder), attributes);
        }

        @Override
        public void delete(Path path) throws IOException {
            if (Files.exists(unwrap(path), LinkOption.NOFOLLOW_LINKS)) {
                step(path);
            }
            under().delete(unwrap(path));
        }

        @Override
        public void copy(Path from, Path to, CopyOption... options) throws IOException {
            step(to);
            under().copy(unwrap(from), unwrap(to), options);
        }

        @Override
        public void move(Path from, Path to, CopyOption... options) throws IOException {
            step(to);
            under().move(unwrap(from), unwrap(to), options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return under().isSameFile(unwrap(one), unwrap(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return under().isHidden(unwrap(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return under().getFileStore(unwrap(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            under().checkAccess(unwrap(path), modes);
        }

        @Override
        public <V extends FileAttributeView> @Nullable V getFileAttributeView(
                Path path, Class<V> type, LinkOption... options) {
            return under().getFileAttributeView(unwrap(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return under().readAttributes(unwrap(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return under().readAttributes(unwrap(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            step(path);
            under().setAttribute(unwrap(path), attribute, value, options);
        }
    }

    private final class FaultyChannel implements SeekableByteChannel {
        private final Path path;
        private final SeekableByteChannel below;

        FaultyChannel(Path path, SeekableByteChannel below) {
            this.path = path;
            this.below = below;
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return below.read(bytes);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            step(path);
            return below.write(bytes);
        }

        @Override
        public long position() throws IOException {
            return below.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            below.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return below.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            below.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return below.isOpen();
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }
}
