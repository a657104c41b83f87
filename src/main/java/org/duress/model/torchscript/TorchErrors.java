package org.duress.model.torchscript;

/** Finds the sentence in what torch says. */
final class TorchErrors {
    private static final String TRACED = "RuntimeError: ";

    private TorchErrors() {}

    /** The error itself where torch shows a trace of the module's code first, else the first line. */
    static String line(Throwable e) {
        String text = String.valueOf(e.getMessage());
        return text.lines()
                .filter(line -> line.startsWith(TRACED))
                .map(line -> line.substring(TRACED.length()))
                .findFirst()
                .orElse(text.lines().filter(line -> !line.isBlank()).findFirst().orElse("no reason given"))
                .strip();
    }
}
