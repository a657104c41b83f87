package org.duress.net.device;

import org.duress.base.JarVersion;

/** The ND4J backends that Duress knows: exactly one is on the class path. */
enum Backend {
    NATIVE("nd4j-native", "org.nd4j.linalg.cpu.nativecpu.CpuBackend"),
    CUDA("nd4j-cuda-11.6", "org.nd4j.linalg.jcublas.JCublasBackend");

    private final String artifact;
    private final String className;

    Backend(String artifact, String className) {
        this.artifact = artifact;
        this.className = className;
    }

    String artifact() {
        return artifact;
    }

    String className() {
        return className;
    }

    /** Whether the class path holds it; loads and initialises nothing of it. */
    boolean present() {
        return loader().getResource(className.replace('.', '/') + ".class") != null;
    }

    /** Version of its jar, {@code unknown version} where the jar does not say. */
    String version() {
        return JarVersion.of("org.nd4j", artifact).orElse("unknown version");
    }

    private static ClassLoader loader() {
        ClassLoader own = Backend.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }
}
