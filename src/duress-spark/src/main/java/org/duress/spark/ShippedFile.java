package org.duress.spark;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;
import org.duress.EnvironmentException;

/**
 * A file or folder that a spec names, and where an executor finds it.
 *
 * @param named the path that the spec has on the driver
 * @param way how it comes to an executor
 * @param where its path there, the archive that it was shipped in, or its address
 */
record ShippedFile(String named, Way way, String where) implements Serializable {
    private static final long serialVersionUID = 1;

    /** How a file comes to an executor. */
    enum Way {
        /** It is there: on a path that all see. */
        SEEN,
        /** With the job, in an archive that Spark unpacks. */
        SHIPPED,
        /** From a file system of Hadoop. */
        FETCHED
    }

    /**
     * The file in this process.
     *
     * @param fetched where what is fetched goes
     * @throws EnvironmentException if it is not there
     */
    Path here(FetchedFiles fetched) {
        return switch (way) {
            case SEEN -> there(Path.of(where));
            case SHIPPED -> there(Path.of(SparkFiles.get(where), Archive.nameOf(Path.of(named))));
            case FETCHED -> fetched.of(where);
        };
    }

    private Path there(Path path) {
        if (!Files.exists(path)) {
            throw new EnvironmentException(
                    Here.name() + " has no '" + path + "', which the driver has; put it on a path"
                            + " that every executor sees, ship it with the job (--ship), or give the spec by its"
                            + " address on hdfs:// or s3a://");
        }
        return path;
    }
}
