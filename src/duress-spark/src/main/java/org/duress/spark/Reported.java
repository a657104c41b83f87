package org.duress.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duress.EnvironmentException;
import org.duress.base.Temporaries;
import org.duress.report.ReportFiles;
import org.duress.report.Reporter;
import org.duress.result.GateOutcome;
import org.duress.result.Verdict;

/**
 * What one point of a sweep came to, on its way back to the driver.
 *
 * @param name of its spec
 * @param reasons of a verdict other than PASS
 * @param files what the reporters of the executor's class path wrote, by their places below the reports folder
 */
record Reported(String name, Verdict verdict, List<String> reasons, Map<String, byte[]> files) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Lets every reporter write, and takes what it wrote. */
    static Reported of(GateOutcome outcome) {
        Path folder = Temporaries.folder();
        try {
            ServiceLoader.load(Reporter.class).forEach(reporter -> reporter.report(outcome, folder));
            return new Reported(
                    outcome.result().spec().name(),
                    outcome.result().verdict(),
                    List.copyOf(outcome.result().breaches()),
                    read(folder));
        } finally {
            Temporaries.delete(folder);
        }
    }

    private static Map<String, byte[]> read(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String place = folder.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/");
                files.put(place, Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Here.name() + " cannot read again what it has reported: " + e.getMessage() + "; free its disk", e);
        }
        return files;
    }

    /** Writes the files on the driver. */
    void writeTo(Path reports) {
        files.forEach((place, content) -> ReportFiles.write(reports.resolve(place), content));
    }
}
