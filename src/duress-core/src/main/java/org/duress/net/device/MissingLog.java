package org.duress.net.device;

import java.io.PrintStream;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * ND4J and Allure log through SLF4J, which complains on the console, once, where no binding is on the class path.
 * Whether there is one is the user's choice, and nothing is amiss without it, so SLF4J is started here, and this one
 * complaint left out. Others, as of two bindings, are let through.
 */
public final class MissingLog {
    private static final Pattern COMPLAINT = Pattern.compile("SLF4J(\\(W\\))?: ("
            + "Failed to load class .*StaticLoggerBinder.*|No SLF4J providers were found.*"
            + "|Defaulting to no-operation \\(NOP\\) logger implementation"
            + "|See .*#(StaticLoggerBinder|noProviders).*)");

    private MissingLog() {}

    /** Starts SLF4J, if nobody has. Whoever calls it before libraries log spares the user the complaint. */
    public static synchronized void accept() {
        PrintStream console = System.err;
        try (Filter filter = new Filter(console)) {
            System.setErr(filter);
            LoggerFactory.getILoggerFactory();
            if (System.err == filter) {
                System.setErr(console);
            }
        }
    }

    /** The console without the complaint; what others write meanwhile goes through. */
    static final class Filter extends PrintStream {
        Filter(PrintStream console) {
            super(console, true);
        }

        @Override
        public void println(String line) {
            if (line == null || !COMPLAINT.matcher(line).matches()) {
                super.println(line);
            }
        }

        /** The console stays open. */
        @Override
        public void close() {
            flush();
        }
    }
}
