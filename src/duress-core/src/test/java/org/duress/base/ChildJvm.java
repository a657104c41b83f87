package org.duress.base;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own for a main class of the tests. */
public final class ChildJvm {
    private ChildJvm() {}

    /**
     * Not started yet, with the class path of this JVM.
     *
     * @param options of the JVM, such as {@code -Xmx64m}
     */
    public static ProcessBuilder of(List<String> options, Class<?> main, String... arguments) {
        return of(System.getProperty("java.class.path"), options, main, arguments);
    }

    /** The same with another class path. */
    public static ProcessBuilder of(String classPath, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
