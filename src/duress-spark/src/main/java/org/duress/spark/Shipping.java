package org.duress.spark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Limit;
import org.duress.base.Temporaries;
import org.duress.gate.WorkOrder;
import org.duress.spec.key.Source;

/**
 * Makes specs ready for their way to executors. Holds the archives that are shipped, for as long as executors may ask
 * for them.
 */
final class Shipping implements AutoCloseable {
    /** A spec has some kilobytes. */
    private static final int MOST_BYTES = 1 << 18;

    /** Stands for the folder of a spec that has an address. No such folder is ever made. */
    private static final Path FAR = Path.of("/duress-fetched");

    private final JavaSparkContext spark;
    private final boolean ship;
    private final Path archives = Temporaries.folder();

    /**
     * Nothing is shipped yet.
     *
     * @param ship whether files of the driver are shipped with the job; else executors see them on the same paths
     */
    Shipping(JavaSparkContext spark, boolean ship) {
        this.spark = spark;
        this.ship = ship;
    }

    /**
     * A spec, whose file is read and whose own files are made available.
     *
     * @param spec a path, or an address on a file system of Hadoop, which its relative paths are then on
     * @param properties that override it, by their full names
     * @throws DuressException if it cannot be read or understood, or a file to be shipped is missing
     */
    ShippedSpec of(String spec, Map<String, String> properties) {
        return FetchedFiles.isAddress(spec)
                ? far(spec, properties)
                : near(Path.of(spec).toAbsolutePath(), properties);
    }

    private ShippedSpec far(String address, Map<String, String> properties) {
        byte[] yaml;
        try (FetchedFiles fetched = new FetchedFiles()) {
            yaml = read(fetched.of(address), address);
        }
        ShippedSpec bare = new ShippedSpec(yaml, address, FAR.toString(), ShippedSource.NOTHING, properties, List.of());
        return bare.read(
                new Far(address),
                path -> path.startsWith(FAR)
                        ? new ShippedFile(path.toString(), ShippedFile.Way.FETCHED, beside(address, path))
                        : file(path));
    }

    private ShippedSpec near(Path file, Map<String, String> properties) {
        String folder =
                Optional.ofNullable(file.getParent()).map(Path::toString).orElse("");
        ShippedSpec bare = new ShippedSpec(
                read(file, file.toString()), file.toString(), folder, ShippedSource.NOTHING, properties, List.of());
        return bare.read(Source.HERE, this::file);
    }

    /** Reads what lies beside a spec that has an address. */
    private record Far(String address) implements Source {
        @Override
        public byte[] read(Path file) throws IOException {
            if (!file.startsWith(FAR)) {
                return Source.HERE.read(file);
            }
            String far = beside(address, file);
            try (FetchedFiles fetched = new FetchedFiles()) {
                return Shipping.read(fetched.of(far), far);
            }
        }

        @Override
        public Optional<String> variable(String name) {
            return Source.HERE.variable(name);
        }
    }

    private static String beside(String address, Path path) {
        return FetchedFiles.beside(address, FAR.relativize(path).toString());
    }

    /** A file or folder of the driver, made available. */
    ShippedFile file(Path path) {
        if (!ship) {
            return new ShippedFile(
                    path.toString(), ShippedFile.Way.SEEN, path.toAbsolutePath().toString());
        }
        String name = "duress-" + UUID.randomUUID();
        Path zip = archives.resolve(name + ".zip");
        Archive.pack(path, zip);
        spark.sc().addArchive(zip.toUri() + "#" + name);
        return new ShippedFile(path.toString(), ShippedFile.Way.SHIPPED, name);
    }

    /** What executors are to do, made available to all of them. */
    ShippedOrder order(WorkOrder order) {
        String name = "duress-" + UUID.randomUUID() + ".order";
        Path file = archives.resolve(name);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            order.writeTo(out);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "what executors are to do cannot be written to '" + file + "': " + e.getMessage()
                            + "; free the disk of the folder of temporary files",
                    e);
        }
        spark.addFile(file.toUri().toString());
        return new ShippedOrder(name);
    }

    private static byte[] read(Path file, String name) {
        if (!Files.exists(file)) {
            throw new DuressException("spec file " + name + " does not exist");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Limit(name, MOST_BYTES, ", which no spec needs").read(in);
        } catch (IOException e) {
            throw new DuressException("spec file " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        Temporaries.delete(archives);
    }
}
