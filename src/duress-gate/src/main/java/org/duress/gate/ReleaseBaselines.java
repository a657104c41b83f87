package org.duress.gate;

import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.gate.release.BaselineFile;
import org.duress.gate.release.ReleaseBaseline;
import org.duress.result.Acceptance;
import org.duress.result.Reach;
import org.duress.result.Verdict;
import org.duress.spec.ReleaseSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.store.FileNames;

/** Makes a verdict the baseline that later releases are compared with. */
public final class ReleaseBaselines {
    private ReleaseBaselines() {}

    /** Where the reports of a spec have its verdict. */
    public static Path verdict(Path reports, RobustnessSpec spec) {
        return reports.resolve(FileNames.ofReport(spec.name())).resolve(BaselineFile.NAME);
    }

    /**
     * Where a spec wants its baseline.
     *
     * @throws DuressException if it names none
     */
    public static Path place(RobustnessSpec spec) {
        return spec.gate()
                .release()
                .baseline()
                .map(named -> BaselineFile.place(named, spec.name()))
                .orElseThrow(() -> new DuressException("spec '" + spec.name() + "' names no '" + ReleaseSpec.BASELINE
                        + "'; add it, or say with --to where the baseline goes"));
    }

    /**
     * Writes a verdict as a baseline, whole or not at all, with who accepted it and the fingerprints of model, data and
     * spec.
     *
     * @param verdict a {@code verdict.json}
     * @param place where it goes; one that is there is replaced
     * @return what was done, in a sentence
     * @throws DuressException if it can be no baseline, or is no PASS and was not accepted despite that
     * @throws org.duress.EnvironmentException if a file cannot be read or written
     */
    public static String accept(Path verdict, Path place, Acceptance by) {
        if (!Files.isRegularFile(verdict)) {
            throw new DuressException("there is no verdict '" + verdict
                    + "' to accept; run the gate first, or name the verdict.json of its reports");
        }
        if (by.why().isBlank()) {
            throw new DuressException("--why says nothing; say why this verdict is the one to hold releases against");
        }
        if (by.by().isBlank()) {
            throw new DuressException("--by names nobody; say who accepts");
        }
        BaselineFile file = BaselineFile.read(verdict);
        ReleaseBaseline understood = file.understood();
        if (understood.verdict() != Verdict.PASS && !by.despite()) {
            throw new DuressException("'" + verdict + "' is a " + understood.verdict()
                    + ", and what is accepted is held to be good enough; repair or waive it, or accept it for what it"
                    + " is with --despite-verdict, which is recorded");
        }
        String replaced = Files.exists(place) ? ", in place of an earlier one" : "";
        file.accepted(by).write(place);
        return "the " + understood.verdict() + " of '" + verdict + "' is now the baseline '" + place + "'" + replaced
                + ", accepted by " + by.by() + " (" + by.why() + "); commit it"
                + (understood.reach() == Reach.WHOLE
                        ? ""
                        : "; its attack ended early, so only clean Dice will be compared with it");
    }
}
