package org.duress.report.facts;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where and by what a run was measured. */
public final class Machine {
    private Machine() {}

    /** Facts of this process by name, in order. */
    public static Map<String, String> facts() {
        Map<String, String> facts = new TreeMap<>();
        facts.put(
                "duress",
                Optional.ofNullable(Machine.class.getPackage().getImplementationVersion())
                        .orElse("not from an archive"));
        facts.put("java", Runtime.version() + " (" + System.getProperty("java.vendor", "unknown") + ")");
        facts.put(
                "os",
                String.join(
                        " ",
                        System.getProperty("os.name", "unknown"),
                        System.getProperty("os.version", ""),
                        System.getProperty("os.arch", "")));
        facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        return facts;
    }
}
