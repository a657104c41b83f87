package org.duress.model.torchscript;

/** Finds the sentence in what torch says. */
final class TorchErrors {
    private static final String TRACED = "RuntimeError: ";

    /** Longest quotation from a file or from torch; a name or an error is shorter. */
    private static final int LONGEST = 300;

    private TorchErrors() {}

    /** A text that a file had a hand in, not without end. */
    static String shown(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** The error itself where torch shows a trace of the module's code first, else the first line. */
    static String line(Throwable e) {
        String text = String.valueOf(e.getMessage());
        return shown(text.lines()
                .filter(line -> line.startsWith(TRACED))
                .map(line -> line.substring(TRACED.length()))
                .findFirst()
                .orElse(text.lines().filter(line -> !line.isBlank()).findFirst().orElse("no reason given"))
                .strip());
    }
}
