package org.duress.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.duress.EnvironmentException;
import org.duress.base.Temporaries;
import org.jspecify.annotations.Nullable;

/**
 * Files of Hadoop's file systems (hdfs, s3a, ...) copied to this machine's disk, each once. Everything is deleted at
 * the end. For one thread.
 */
final class FetchedFiles implements AutoCloseable {
    private final Map<String, java.nio.file.Path> here = new HashMap<>();
    private java.nio.file.@Nullable Path folder;

    /** Whether a text is an address on one of Hadoop's file systems, and no path. */
    static boolean isAddress(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9+.-]+://.*");
    }

    /** An address, relative to the folder of another. */
    static String beside(String address, String relative) {
        Path folder = Objects.requireNonNullElse(new Path(address).getParent(), new Path(address));
        return new Path(folder, relative).toString();
    }

    /**
     * A file, or a folder with all that is in it.
     *
     * @throws EnvironmentException if it cannot be read
     */
    java.nio.file.Path of(String address) {
        java.nio.file.Path known = here.get(address);
        if (known != null) {
            return known;
        }
        java.nio.file.Path place = folder().resolve(String.valueOf(here.size()));
        Path from = new Path(address);
        java.nio.file.Path copy = place.resolve(from.getName());
        try {
            Files.createDirectory(place);
            FileSystem system = from.getFileSystem(configuration());
            FileStatus found = system.getFileStatus(from);
            system.copyToLocalFile(false, from, new Path(copy.toUri()), true);
            if (found.isFile()) {
                for (FileStatus beside : system.listStatus(
                        Objects.requireNonNull(from.getParent(), "a file has a folder"),
                        other -> Archive.belongs(other.getName(), from.getName())
                                && !other.getName().equals(from.getName()))) {
                    Path other = beside.getPath();
                    system.copyToLocalFile(
                            false,
                            other,
                            new Path(place.resolve(other.getName()).toUri()),
                            true);
                }
            }
        } catch (FileNotFoundException e) {
            throw new EnvironmentException(
                    Here.name() + " finds no '" + address + "', which the spec names; check the address", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new EnvironmentException(
                    Here.name() + " cannot fetch '" + address + "': " + firstLine(e)
                            + "; check the address, and that Hadoop's file system for it and its keys are there",
                    e);
        }
        here.put(address, copy);
        return copy;
    }

    private java.nio.file.Path folder() {
        if (folder == null) {
            java.nio.file.Path made = Temporaries.folder();
            // An executor is not told when it ends.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Temporaries.delete(made)));
            folder = made;
        }
        return folder;
    }

    private static Configuration configuration() {
        SparkEnv env = SparkEnv.get();
        return SparkHadoopUtil.get().newConfiguration(env == null ? new SparkConf() : env.conf());
    }

    static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        if (folder != null) {
            Temporaries.delete(folder);
        }
        here.clear();
    }
}
