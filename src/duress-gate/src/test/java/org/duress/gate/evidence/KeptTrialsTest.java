package org.duress.gate.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.duress.attack.Perturbation;
import org.duress.base.FullShare;
import org.duress.base.Grid;
import org.duress.base.KeptBytes;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.OrganCounts;
import org.duress.gate.judge.Realism;
import org.duress.metric.Dice;
import org.duress.metric.MaskedCrossEntropy;
import org.duress.result.slice.CleanSlice;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;

/** What is put away of a subject counts, and is, as if it had stayed on the heap. */
class KeptTrialsTest {
    private static final int ORGANS = 2;
    private static final int BATCH = 3;
    private static final Grid GRID = Grid.of(2, 3).spaced(1.5, 0.7);

    private final Random random = new Random(5);

    private Baseline baseline(int subjects, int slices) {
        List<Subject> gate = IntStream.range(0, subjects)
                .mapToObj(s -> new Subject(
                        "s" + s,
                        IntStream.range(0, slices)
                                .mapToObj(z -> new Slice("s" + s + "_" + z, GRID, floats(6), bytes()))
                                .toList()))
                .toList();
        return new Baseline(
                List.of("liver", "spleen"),
                Batch.of(gate, BATCH),
                List.of(),
                new SubjectCounts(ORGANS),
                OrganSets.of(List.of(Set.of(1), Set.of(2))));
    }

    private float[] floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private byte[] bytes() {
        byte[] values = new byte[GRID.voxels()];
        random.nextBytes(values);
        for (int i = 0; i < values.length; i++) {
            values[i] &= 1;
        }
        return values;
    }

    private List<Dice> dice() {
        List<Dice> organs = new ArrayList<>();
        for (int organ = 0; organ < ORGANS; organ++) {
            int common = random.nextInt(40);
            organs.add(new Dice(common, common + random.nextInt(20), 40));
        }
        return organs;
    }

    private List<Finding> tried(String subject, Slice slice, List<Dice> dice) {
        CleanSlice clean = new CleanSlice(subject, slice, bytes(), dice);
        List<Finding> tried = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            List<Dice> warped = dice();
            List<Dice> fixed = dice();
            // Fields of another image have its distances.
            Perturbation fields = new Perturbation(floats(12), floats(6), 1, k == 0 ? GRID.spaced(2, 2) : GRID);
            tried.add(new Finding(
                    new OrganCounts(dice, warped, fixed),
                    new Finding.Cost(
                            random.nextDouble(),
                            random.nextDouble(),
                            new MaskedCrossEntropy.Part(new double[] {3, 4}, new double[] {1, random.nextDouble()})),
                    new Realism(random.nextDouble(), Double.NaN, 5, 0, Optional.empty()),
                    0.5,
                    Optional.of(new Judged(new Trial(clean, fields), bytes(), warped, fixed))));
        }
        return tried;
    }

    private static String subjects(List<SubjectTrials> all) {
        StringBuilder text = new StringBuilder();
        for (SubjectTrials subject : all) {
            text.append(subject.subject());
            for (OrganWorst worst : subject.worst(Reference.WARPED)) {
                text.append(worst.organs()).append(text(worst.finding()));
            }
            subject.chosen().forEach(organ -> organ.forEach(finding -> text.append(text(finding))));
        }
        return text.toString();
    }

    /** Everything that is known of a finding. */
    private static String text(Finding finding) {
        Judged judged = finding.judged();
        Perturbation fields = judged.trial().fields();
        return String.join(
                " ",
                finding.dice().toString(),
                finding.realism().toString(),
                String.valueOf(finding.scale()),
                String.valueOf(finding.cost().perceptibility()),
                String.valueOf(finding.cost().spent()),
                Arrays.toString(finding.cost().entropy().mass())
                        + Arrays.toString(finding.cost().entropy().sum()),
                Arrays.toString(fields.deformation())
                        + Arrays.toString(fields.intensity())
                        + fields.grid().spacing(),
                Arrays.toString(judged.segmented()) + judged.warped() + judged.fixed(),
                judged.clean().subject()
                        + judged.clean().slice().name()
                        + judged.clean().dice(),
                Arrays.toString(judged.clean().segmented()));
    }

    /** With what is added later, which the subject is read for, and put away again. */
    @Test
    void whatIsPutAwayComesBackEqual() {
        Baseline baseline = baseline(3, 7);
        List<OrganChoices<Finding>> held = new ArrayList<>();
        try (FullShare full = new FullShare()) {
            KeptTrials kept = new KeptTrials(baseline, Reference.WARPED);
            for (int round = 0; round < 2; round++) {
                for (int b = 0; b < baseline.batches().size(); b++) {
                    Batch batch = baseline.batches().get(b);
                    for (int i = 0; i < batch.slices().size(); i++) {
                        List<Finding> tried =
                                tried(batch.subject(), batch.slices().get(i), dice());
                        int subject = b / 3;
                        int slice = batch.first() + i;
                        if (round == 0) {
                            if (slice == 0) {
                                held.add(new OrganChoices<>(
                                        ORGANS, (finding, organ) -> finding.against(Reference.WARPED, organ)));
                            }
                            held.get(subject).add(tried);
                            kept.add(b, tried);
                        } else {
                            held.get(subject).addFurther(slice, tried);
                            kept.addFurther(b, i, tried);
                        }
                    }
                }
                List<SubjectTrials> expected = IntStream.range(0, 3)
                        .mapToObj(s -> SubjectTrials.of("s" + s, held.get(s), ORGANS))
                        .toList();
                for (int again = 0; again < 2; again++) {
                    String known = subjects(expected);
                    assertThat(known).hasSizeGreaterThan(10_000);
                    // Not isEqualTo, which would say all of it.
                    assertThat(subjects(kept.subjects().toList()).equals(known)).isTrue();
                }
            }
            assertThat(full.inFile()).isPositive();
        }
    }

    /** However many slices a subject has, as many objects are held of it once it is complete. */
    @Test
    void nothingIsHeldOfASlice() {
        try (FullShare full = new FullShare()) {
            assertThat(held(40)).isEqualTo(held(4)).isLessThan(100);
            assertThat(full.inFile()).isPositive();
        }
    }

    private int held(int slices) {
        Baseline baseline = baseline(2, slices);
        KeptTrials kept = new KeptTrials(baseline, Reference.WARPED);
        for (int b = 0; b < baseline.batches().size(); b++) {
            Batch batch = baseline.batches().get(b);
            for (Slice slice : batch.slices()) {
                kept.add(b, tried(batch.subject(), slice, dice()));
            }
        }
        assertThat(kept.subjects()).hasSize(2);
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        reach(kept, seen);
        return seen.size();
    }

    /** What can be reached, what is in the file and the baseline aside. */
    private static void reach(Object from, Set<Object> seen) {
        if (from == null || from instanceof Baseline || !seen.add(from)) {
            return;
        }
        if (from instanceof Collection<?> some) {
            some.forEach(one -> reach(one, seen));
        } else if (from instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                reach(key, seen);
                reach(value, seen);
            });
        } else if (from instanceof KeptBytes bytes) {
            assertThat(bytes.few()).isFalse();
        } else if (from.getClass().getPackageName().startsWith("org.duress")
                && !from.getClass().getSimpleName().equals("Page")) {
            for (Field field : from.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    try {
                        reach(field.get(from), seen);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
    }
}
