package org.duress.gate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.gate.ReleaseBaselines;
import org.duress.report.VerdictJson;
import org.duress.result.Acceptance;
import org.duress.result.Evidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.testkit.Outcomes;

/** Verdicts of earlier releases, for mutants. */
public final class BaselineFuzz {
    private static final Acceptance BY = new Acceptance("A. Smith", "2026-11-30T12:00:00Z", "released", true);

    private BaselineFuzz() {}

    private static RobustnessResult result(Verdict verdict) {
        return Outcomes.result("fuzz", verdict, Expectation.PASS);
    }

    /** A verdict as it was written, and one that was accepted. */
    public static List<byte[]> verdicts() throws IOException {
        Path file = Files.createTempFile("fuzz", ".json");
        Files.writeString(file, VerdictJson.of(result(Verdict.FAIL)));
        byte[] written = Files.readAllBytes(file);
        BaselineFile.read(file).accepted(BY).write(file);
        byte[] accepted = Files.readAllBytes(file);
        Files.delete(file);
        return List.of(written, accepted);
    }

    /** Compares a run with it, accepts it, and compares with that too. */
    public static void open(Path file) {
        RobustnessResult now = result(Verdict.PASS);
        compare(now, file);
        Path accepted = file.resolveSibling("accepted.json");
        ReleaseBaselines.accept(file, accepted, BY);
        compare(now, accepted);
    }

    private static void compare(RobustnessResult now, Path file) {
        Evidence evidence = now.evidence();
        ReleaseBaseline baseline = BaselineFile.read(file).understood();
        baseline.requireComparable(
                now.spec(),
                evidence.gateSubjects(),
                evidence.origin().dataFingerprint(),
                Set.copyOf(evidence.contenders()));
        Comparison.of(
                now.spec(), evidence, baseline, Map.of("liver", List.of("p02", "p03"), "pancreas", List.of("p02")));
    }
}
