package org.duress.gate.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.gate.judge.Candidate;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.OrganCounts;
import org.duress.gate.judge.Realism;
import org.duress.gate.judge.Tried;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

/** What is dropped of a batch is never asked for, whatever the other batches of its subject are like. */
class BatchTrialsTest {
    private static final int ORGANS = 2;
    private static final int SLICES = 3;
    private static final List<String> NAMES = List.of("liver", "spleen");
    private static final Grid GRID = Grid.of(1, 2);

    private final Random random = new Random(4);

    @Test
    void whatCanStillCountIsKept() {
        int dropped = 0;
        for (int run = 0; run < 300; run++) {
            List<Tried> all = List.of(tried(), tried());
            List<Tried> thinned = all.stream()
                    .map(tried -> BatchTrials.thinned(tried, SLICES, NAMES, Reference.WARPED))
                    .toList();
            OrganChoices<Finding> choices = choices(thinned);
            OrganChoices<Finding> unthinned = choices(all);
            for (int organ = 0; organ < ORGANS; organ++) {
                assertThat(chosen(choices, organ))
                        .hasSize(2 * SLICES)
                        .usingElementComparator((a, b) -> a == b ? 0 : 1)
                        .containsExactlyElementsOf(chosen(unthinned, organ));
            }
            assertThat(shown(thinned))
                    .usingElementComparator((a, b) -> a.judged() == b.judged() ? 0 : 1)
                    .containsExactlyElementsOf(shown(all));
            dropped += (int) thinned.get(0).candidates().stream()
                    .flatMap(candidate -> candidate.slices().stream())
                    .filter(finding -> finding.kept().isEmpty())
                    .count();
        }
        // Of 12 candidates of 3 slices.
        assertThat(dropped).isBetween(300 * 12, 300 * 33);
    }

    @Test
    void numbersAreAllKept() {
        Tried tried = tried();
        Tried thinned = BatchTrials.thinned(tried, SLICES, NAMES, Reference.WARPED);
        for (int k = 0; k < tried.candidates().size(); k++) {
            for (int i = 0; i < SLICES; i++) {
                assertThat(thinned.candidates().get(k).slices().get(i).numbers())
                        .isEqualTo(tried.candidates().get(k).slices().get(i).numbers());
            }
        }
        assertThat(thinned.scaled()).hasSameSizeAs(tried.scaled());
    }

    private static List<Judged> chosen(OrganChoices<Finding> choices, int organ) {
        return choices.chosen(organ).stream().map(Finding::judged).toList();
    }

    private static OrganChoices<Finding> choices(List<Tried> batches) {
        OrganChoices<Finding> choices =
                new OrganChoices<>(ORGANS, (finding, organ) -> finding.against(Reference.WARPED, organ));
        for (Tried tried : batches) {
            for (int i = 0; i < SLICES; i++) {
                choices.add(tried.counting(i));
            }
        }
        return choices;
    }

    /** The unrealistic ones of all batches, as a tally collects them. */
    private static List<WorstCase> shown(List<Tried> batches) {
        WorstCases cases = new WorstCases(NAMES, Reference.WARPED);
        for (Tried tried : batches) {
            for (int i = 0; i < SLICES; i++) {
                Tried.at(tried.candidates(), i).stream()
                        .filter(finding -> !finding.counts())
                        .flatMap(finding -> finding.kept().stream())
                        .forEach(cases::offer);
            }
        }
        return cases.all();
    }

    private Tried tried() {
        List<CleanSlice> slices = new ArrayList<>();
        for (int i = 0; i < SLICES; i++) {
            List<Dice> clean = List.of(dice(30 + random.nextInt(30)), dice(20 + random.nextInt(20)));
            slices.add(new CleanSlice("s", new Slice("z" + i, GRID, new float[2], new byte[2]), new byte[2], clean));
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int k = 0; k < 12; k++) {
            candidates.add(candidate(Optional.of(Contender.BUMPS), slices, random.nextInt(4) > 0));
        }
        return new Tried(
                candidates,
                List.of(List.of(candidate(Optional.empty(), slices, true))),
                candidate(Optional.empty(), slices, true));
    }

    private Candidate candidate(Optional<Contender> contender, List<CleanSlice> slices, boolean counts) {
        return new Candidate(
                contender, slices.stream().map(slice -> finding(slice, counts)).toList());
    }

    private Finding finding(CleanSlice slice, boolean counts) {
        List<Dice> warped = slice.dice().stream()
                .map(clean -> dice((int) clean.reference()))
                .toList();
        Judged judged = new Judged(
                new Trial(slice, new Perturbation(new float[4], new float[2], 1, GRID)), new byte[2], warped, warped);
        return new Finding(
                new OrganCounts(slice.dice(), warped, warped),
                new Finding.Cost(0.1, 1, new MaskedCrossEntropy.Part(new double[1], new double[1])),
                new Realism(1, 0, Double.NaN, 0, counts ? Optional.empty() : Optional.of("unlike")),
                1,
                Optional.of(judged));
    }

    private Dice dice(int reference) {
        int common = random.nextInt(reference + 1);
        return new Dice(common, common + random.nextInt(20), reference);
    }
}
