package org.duress.model.descriptor;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.base.ClassPath;
import org.duress.base.Limit;
import org.duress.base.Temporaries;

/**
 * Where the files of a bundle are.
 *
 * @param asked as {@code model.path} says it
 * @param file a folder or a zip; of what lies in a jar of the class path the jar
 * @param within what the names of the files in it begin with: empty, or a folder of a jar with a slash behind it
 */
public record Place(Path asked, Path file, String within) {
    /** Of a zip, its network included. */
    private static final long MOST_BYTES = 1L << 31;

    /**
     * Finds a folder or a zip, on the class path where the path begins with {@code classpath:}.
     *
     * @throws DuressException if the class path has no such resource, or has it where it cannot be read
     */
    public static Place of(Path path) {
        if (!ClassPath.isResource(path)) {
            return new Place(path, path, "");
        }
        return at(
                path,
                ClassPath.find(path)
                        .orElseThrow(() -> new DuressException("there is neither a folder nor a file "
                                + ClassPath.text(path) + " on the class path; check model.path")));
    }

    /** A resource that was found. */
    static Place at(Path path, URL url) {
        try {
            if (url.getProtocol().equals("file")) {
                return new Place(path, Path.of(url.toURI()), "");
            }
            URLConnection connection = url.openConnection();
            if (connection instanceof JarURLConnection jar) {
                return inJar(path, jar.getJarFileURL().toURI(), jar.getEntryName());
            }
        } catch (IOException | URISyntaxException e) {
            throw new DuressException(ClassPath.text(path) + " cannot be read: " + e.getMessage(), e);
        }
        throw unreachable(path, url.toString());
    }

    private static Place inJar(Path path, URI jar, String entry) throws IOException {
        if (!"file".equals(jar.getScheme())) {
            throw unreachable(path, jar.toString());
        }
        String folder = entry.endsWith("/") ? entry : entry + "/";
        Place place = new Place(path, Path.of(jar), folder);
        try (BoundedZip zip = place.open()) {
            if (zip.names().stream().noneMatch(name -> name.startsWith(folder) && !name.equals(folder))) {
                throw unreachable(path, "the jar " + place.file);
            }
        }
        return place;
    }

    private static DuressException unreachable(Path path, String where) {
        return new DuressException(
                ClassPath.text(path) + " is a file in " + where + ", and out of a jar a bundle is read"
                        + " as a folder only; put its files there, not its zip, or set model.path to a folder or zip");
    }

    boolean isFolder() {
        return Files.isDirectory(file);
    }

    /** How messages name a file. */
    String location(String name) {
        return this + (isFolder() || !within.isEmpty() ? "/" : "!/") + name.substring(within.length());
    }

    /**
     * All bytes of a file.
     *
     * @param name with {@link #within}
     * @param limit what it may hold
     * @throws DuressException if it cannot be read, or holds more
     */
    byte[] bytes(String name, Limit limit) {
        try {
            if (isFolder()) {
                return limit.read(file.resolve(name));
            }
            try (BoundedZip zip = open()) {
                limit.require(zip.size(name).orElse(0L));
                return zip.read(name);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * A file as one of this machine's: itself, or out of a zip or jar a copy that ends with the JVM, beside those that
     * begin with its name: PyTorch writes {@code network.onnx.data} beside {@code network.onnx}.
     *
     * @param name with {@link #within}
     * @throws DuressException if it cannot be read, or holds more than a limit
     * @throws org.duress.EnvironmentException if it cannot be copied
     */
    public Path extracted(String name, long mostBytes) {
        if (isFolder()) {
            return file.resolve(name);
        }
        int folder = name.lastIndexOf('/') + 1;
        Path copies = Temporaries.folder();
        try (BoundedZip zip = open()) {
            for (String entry : zip.names()) {
                if (entry.startsWith(name) && entry.substring(folder).matches("[^/\\\\]+")) {
                    new Limit(location(entry), mostBytes, ", which no 2-D model needs")
                            .require(zip.size(entry).orElse(0L));
                    Files.write(copies.resolve(entry.substring(folder)), zip.read(entry));
                }
            }
            return copies.resolve(name.substring(folder));
        } catch (IOException e) {
            Temporaries.delete(copies);
            throw unreadable(e);
        }
    }

    BoundedZip open() throws IOException {
        return BoundedZip.open(file, new Limit(toString(), MOST_BYTES, " when unpacked, which no bundle needs"));
    }

    DuressException unreadable(IOException e) {
        if (e instanceof NoSuchFileException) {
            return new DuressException("there is neither a folder nor a file " + this + "; check model.path", e);
        }
        return e instanceof ZipException
                ? new DuressException(
                        "file " + this + " is no zip, or is damaged (" + e.getMessage()
                                + "); set model.path to the bundle's folder, or to its zip",
                        e)
                : new DuressException("file " + this + " cannot be read: " + e.getMessage(), e);
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return ClassPath.text(asked);
    }
}
