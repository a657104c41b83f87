package org.duress.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.jspecify.annotations.Nullable;

/** Connects to a master, or says in one sentence why that cannot be. */
final class SparkMaster {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int MOST_PORTS = (1 << 16) - 1;
    private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
    private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");

    private SparkMaster() {}

    /**
     * A context, which whoever asks closes.
     *
     * @param master as Spark writes it: {@code local[2]}, {@code spark://host:7077}, {@code yarn}, {@code k8s://...}
     * @param settings of Spark, by their keys
     * @throws DuressException if it is no master, or none that can be reached
     */
    static JavaSparkContext connect(String master, Map<String, String> settings) {
        requireReachable(master);
        SparkConf conf = new SparkConf().setAppName("duress").setMaster(master);
        settings.forEach(conf::set);
        try {
            return new JavaSparkContext(conf);
        } catch (Exception e) {
            // Scala throws unchecked what Java checks.
            throw unreachable(master, FetchedFiles.firstLine(e), e);
        }
    }

    /** Spark itself tries a standalone master for a minute, and then ends in more than a sentence. */
    private static void requireReachable(String master) {
        Matcher standalone = STANDALONE.matcher(master);
        if (!standalone.matches()) {
            return;
        }
        String[] addresses = standalone.group(1).split(",", -1);
        if (Arrays.stream(addresses).noneMatch(SparkMaster::answers)) {
            throw unreachable(master, "nobody answers there", null);
        }
    }

    private static boolean answers(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > MOST_PORTS) {
            return false;
        }
        int port = Integer.parseInt(parts.group(2));
        try {
            return Arrays.stream(InetAddress.getAllByName(parts.group(1)))
                    .anyMatch(one -> answers(new InetSocketAddress(one, port)));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static EnvironmentException unreachable(String master, String reason, @Nullable Exception cause) {
        String sentence = "the Spark master '" + master + "' cannot be reached (" + reason
                + "); check its address, and that it runs";
        return cause == null ? new EnvironmentException(sentence) : new EnvironmentException(sentence, cause);
    }
}
