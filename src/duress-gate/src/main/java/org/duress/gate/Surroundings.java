package org.duress.gate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.release.BaselineFile;
import org.duress.gate.release.ReleaseBaseline;
import org.duress.gate.release.ReleaseDay;
import org.duress.spec.ReleaseSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.read.PropertyLayers;
import org.duress.store.FileNames;

/**
 * What a gate goes by beside spec, model and data.
 *
 * @param counterexamples their folder, for specs that name none; empty where none is tried or kept, whatever specs say
 * @param search what is done with those of earlier runs
 * @param ci whether this is continuous integration: what a spec names must be there, and nothing is written to what may
 *     be under version control
 * @param reports folder of the reports, for what is found then
 * @param clock says which day it is, in UTC
 */
public record Surroundings(
        Optional<Path> counterexamples, Search search, boolean ci, Path reports, InstantSource clock) {
    private static final String COUNTEREXAMPLES = "counterexamples";

    /**
     * Those of the properties of a run, today.
     *
     * @throws DuressException if one is mistyped
     */
    public static Surroundings of(PropertyLayers properties) {
        return of(properties, Instant::now);
    }

    /** The same on another day. */
    public static Surroundings of(PropertyLayers properties, InstantSource clock) {
        return new Surroundings(
                Optional.of(properties.counterexamples()),
                properties.search(),
                properties.ci(),
                properties.reports(),
                clock);
    }

    /** Nothing but counterexamples, today, outside of continuous integration. */
    public static Surroundings of(Optional<Path> counterexamples, Search search) {
        return new Surroundings(counterexamples, search, false, Path.of(""), Instant::now);
    }

    /** The same on this day, however long it takes. */
    public Surroundings onOneDay() {
        return new Surroundings(counterexamples, search, ci, reports, InstantSource.fixed(clock.instant()));
    }

    /** Where the counterexamples of a spec are; empty where none is tried or kept. */
    public Optional<Path> counterexamples(RobustnessSpec spec) {
        return counterexamples.map(
                own -> spec.gate().release().counterexamples().orElse(own));
    }

    /**
     * The counterexamples of a spec.
     *
     * @throws DuressException in continuous integration, if the spec names a folder that is not there
     */
    Counterexamples known(RobustnessSpec spec) {
        Optional<Path> folder = counterexamples(spec);
        if (!ci || folder.isEmpty()) {
            return new Counterexamples(folder, search);
        }
        Optional<Path> named = spec.gate().release().counterexamples();
        if (named.isPresent() && !Files.isDirectory(named.get())) {
            throw new DuressException("'" + ReleaseSpec.COUNTEREXAMPLES + "' of spec '" + spec.name() + "' names '"
                    + named.get() + "', which is no folder here; check it out with the spec, or remove the key");
        }
        Path apart = reports.resolve(FileNames.ofReport(spec.name())).resolve(COUNTEREXAMPLES);
        return new Counterexamples(folder, Optional.of(apart), search);
    }

    /**
     * The baseline of a spec; empty where it names none, or, outside of continuous integration, where there is none
     * yet.
     *
     * @throws DuressException if it can be no baseline, or, in continuous integration, is missing
     */
    Optional<ReleaseBaseline> baseline(RobustnessSpec spec, Progress listener) {
        Optional<Path> named = spec.gate().release().baseline();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Path file = BaselineFile.place(named.get(), spec.name());
        if (Files.isRegularFile(file)) {
            return Optional.of(BaselineFile.read(file).understood());
        }
        String missing =
                "'" + ReleaseSpec.BASELINE + "' of spec '" + spec.name() + "' is '" + file + "', which is not there";
        if (ci) {
            throw new DuressException(missing + "; accept one where the model was released, with 'duress baseline"
                    + " accept SPEC --why ...', and commit it");
        }
        listener.warn(missing + ", so that nothing is compared; 'duress baseline accept SPEC --why ...' makes it of"
                + " this run's verdict, once that is to be held");
        return Optional.empty();
    }

    /** The limits by organ that waivers set today, in (0, 1]. */
    public Map<String, Double> limits(RobustnessSpec spec) {
        return today(spec).limits();
    }

    /** What counts today. */
    ReleaseDay today(RobustnessSpec spec) {
        return ReleaseDay.of(spec, clock.instant());
    }
}
