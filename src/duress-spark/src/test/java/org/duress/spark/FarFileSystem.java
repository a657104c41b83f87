package org.duress.spark;

import java.net.URI;
import java.util.Map;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** One of Hadoop's file systems under a scheme and a host of its own, as hdfs and s3a are; the files are here. */
public final class FarFileSystem extends RawLocalFileSystem {
    /** Where it is. */
    static final String ADDRESS = "far://cluster";

    /** What a context needs for it. */
    static Map<String, String> settings() {
        return Map.of("spark.hadoop.fs.far.impl", FarFileSystem.class.getName());
    }

    @Override
    public URI getUri() {
        return URI.create(ADDRESS);
    }

    @Override
    public String getScheme() {
        return "far";
    }
}
