package org.duress.report;

import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands that repeat a run, as a POSIX shell takes them: with the system properties of Duress that it had. */
public final class Repeat {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+#-]+");
    private static final String PREFIX = "duress.";

    private Repeat() {}

    /** One test method by Maven, in its module. */
    public static String maven(String testClass, String method) {
        return maven(testClass, method, System.getProperties());
    }

    static String maven(String testClass, String method, Properties properties) {
        return joined(
                Stream.concat(Stream.of("mvn", "test", "-Dtest=" + testClass + "#" + method), definitions(properties)));
    }

    /** The command line, with its arguments as they were. */
    public static String duress(List<String> arguments) {
        return duress(arguments, System.getProperties());
    }

    static String duress(List<String> arguments, Properties properties) {
        String options = definitions(properties).map(Repeat::quoted).collect(Collectors.joining(" "));
        String command = joined(Stream.concat(Stream.of("duress"), arguments.stream()));
        return options.isEmpty() ? command : "JDK_JAVA_OPTIONS=" + quoted(options) + " " + command;
    }

    private static Stream<String> definitions(Properties properties) {
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .sorted()
                .map(name -> "-D" + name + "=" + properties.getProperty(name));
    }

    private static String joined(Stream<String> words) {
        return words.map(Repeat::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
