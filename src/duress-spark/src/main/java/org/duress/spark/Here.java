package org.duress.spark;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.spark.SparkEnv;

/** What messages call the process that they come from. */
final class Here {
    private Here() {}

    /** The driver, or an executor and its host. */
    static String name() {
        SparkEnv env = SparkEnv.get();
        String id = env == null ? "driver" : env.executorId();
        return (id.equals("driver") ? "the driver" : "executor " + id) + " on " + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }
}
