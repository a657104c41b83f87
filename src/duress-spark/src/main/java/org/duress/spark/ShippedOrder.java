package org.duress.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkFiles;

/**
 * What executors are to do, in a file that Spark gives to each of them once.
 *
 * @param name of the file, unlike any other
 */
record ShippedOrder(String name) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The order, in this process. */
    InputStream open() throws IOException {
        return Files.newInputStream(Path.of(SparkFiles.get(name)));
    }
}
