package org.duress.gate.keep;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.gate.baseline.Batch;
import org.duress.gate.evidence.OrganWorst;
import org.duress.gate.judge.Judge;
import org.duress.gate.verdict.VerdictRule;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.store.CounterexampleFolder;

/**
 * What a gate remembers of the models that failed.
 *
 * @param folder of the counterexamples; empty where nothing is remembered
 * @param apart where new ones go, so that nothing in the folder is touched; empty where they go there too
 * @param search what is done with those of earlier runs
 */
public record Counterexamples(Optional<Path> folder, Optional<Path> apart, Search search) {
    /** All in one folder. */
    public Counterexamples(Optional<Path> folder, Search search) {
        this(folder, Optional.empty(), search);
    }

    /** Those that can be replayed on these slices. */
    public Replays replays(RobustnessSpec spec, List<Batch> batches, Progress listener) {
        return folder.map(path -> open(path, listener))
                .map(known -> apart.isPresent() ? known.look(spec.name()) : known.read(spec.name()))
                .map(known -> Replays.of(known, spec, batches))
                .orElse(Replays.NONE);
    }

    /**
     * Keeps what made a model fail.
     *
     * @param chosen trials that count, with the organs that they are the worst for
     * @param replays what is there already
     */
    public Keeping.Kept keep(
            RobustnessSpec spec,
            Evidence evidence,
            Judge judge,
            Stream<OrganWorst> chosen,
            Replays replays,
            Progress listener) {
        if (folder.isEmpty()) {
            return Keeping.Kept.NOTHING;
        }
        List<OrganEvidence> organs = evidence.organs();
        List<Integer> fallen = IntStream.range(0, organs.size())
                .filter(organ -> VerdictRule.fell(spec, organs.get(organ), evidence.subjectDice()))
                .boxed()
                .toList();
        Keeping keeping = new Keeping(
                spec,
                evidence.origin().modelFingerprint(),
                organs.stream().map(OrganEvidence::name).toList(),
                judge,
                open(folder.get(), listener),
                open(apart.orElse(folder.get()), listener),
                listener);
        try {
            Keeping.Kept kept = keeping.keep(chosen, fallen, replays);
            apart.filter(found ->
                            kept.rows().stream().anyMatch(row -> row.file().startsWith(found)))
                    .ifPresent(found -> listener.warn("counterexamples were found, and kept in '" + found
                            + "' instead of '" + folder.get() + "', which a run of continuous integration leaves as it"
                            + " is; fetch them from there and commit them"));
            return kept;
        } catch (DuressException e) {
            // The model has failed already, and that must not go unsaid.
            listener.warn("the counterexamples were not kept: " + e.getMessage());
            return Keeping.Kept.NOTHING;
        }
    }

    private static CounterexampleFolder open(Path path, Progress listener) {
        return new CounterexampleFolder(path, listener::warn);
    }
}
