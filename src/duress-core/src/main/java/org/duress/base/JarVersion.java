package org.duress.base;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/** Versions of what is on the class path, as Maven writes them into jars. */
public final class JarVersion {
    private JarVersion() {}

    /** The version of an artifact; empty where no jar says it, as of classes in a folder. */
    public static Optional<String> of(String group, String artifact) {
        ClassLoader own = JarVersion.class.getClassLoader();
        ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
        try (InputStream in =
                loader.getResourceAsStream("META-INF/maven/" + group + "/" + artifact + "/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return Optional.ofNullable(properties.getProperty("version"));
        } catch (IOException e) {
            // A jar that cannot be read has more to say than its version.
            return Optional.empty();
        }
    }
}
