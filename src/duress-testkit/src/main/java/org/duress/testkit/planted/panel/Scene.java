package org.duress.testkit.planted.panel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.duress.data.Cohort;
import org.duress.data.PhantomGenerator;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.BudgetSpec;
import org.duress.spec.ModelSpec;
import org.duress.testkit.planted.QuarteredModel;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureLayout;
import org.duress.testkit.planted.TextureModel;

/**
 * A cohort, a sound model for it, and a budget that this model withstands, organ by organ: images of 64 x 64 pixels,
 * two subjects for the attacker, five for the gate.
 *
 * <p>The budgets are smaller than the default one, so that what the sound model loses to an attack on one organ alone
 * stays clear of {@link Ground#MAX_DICE_DROP}: {@code KindsTest} attacks each organ on its own.
 */
public enum Scene {
    /** Three organs told by their stripes, one slice a subject. */
    TEXTURE(Family.TEXTURE, 0.03, 3) {
        @Override
        Cohort cohort(long seed) {
            return TextureCohort.of(seed);
        }

        @Override
        SegmentationModel model() {
            return TextureModel.robust();
        }
    },
    /** Two slices a subject, the second without the smallest organ. */
    TEXTURE_ABSENT(Family.TEXTURE, 0.03, 3) {
        @Override
        Cohort cohort(long seed) {
            return TextureCohort.of(seed, TextureLayout.TWO_SLICES);
        }

        @Override
        SegmentationModel model() {
            return TextureModel.robust();
        }
    },
    /** Eight organs, one slice a subject. */
    TEXTURE_MANY(Family.TEXTURE, 0.03, 3) {
        @Override
        Cohort cohort(long seed) {
            return TextureCohort.of(seed, TextureLayout.EIGHT_ORGANS);
        }

        @Override
        SegmentationModel model() {
            return new QuarteredModel(TextureModel.robust(), TextureLayout.EIGHT_ORGANS);
        }
    },
    /** The slice of each phantom that shows most of all four organs, and a small U-Net that was trained on phantoms. */
    PHANTOM(Family.PHANTOM, 0.01, 1) {
        @Override
        Cohort cohort(long seed) {
            return phantoms(seed, false);
        }

        @Override
        SegmentationModel model() {
            return unet();
        }
    },
    /** The same with a second slice, above the pancreas where there is one. */
    PHANTOM_ABSENT(Family.PHANTOM, 0.01, 1) {
        @Override
        Cohort cohort(long seed) {
            return phantoms(seed, true);
        }

        @Override
        SegmentationModel model() {
            return unet();
        }
    };

    /** Waves of V as short as stripes are no flaw of what is told by its stripes. */
    private static final double ROUGHNESS = 0.05;

    /** Largest |V|, in standard deviations. */
    private static final double INTENSITY = 0.5;

    private static final int SUBJECTS = 7;
    private static final int SLICES = 10;

    private final Family family;
    private final double perceptibility;
    private final double displacement;

    Scene(Family family, double perceptibility, double displacement) {
        this.family = family;
        this.perceptibility = perceptibility;
        this.displacement = displacement;
    }

    /** What its models are made of. */
    public Family family() {
        return family;
    }

    /** The folding and waves of D of the default budget. */
    public BudgetSpec budget() {
        return BudgetSpec.defaults()
                .with(BudgetSpec.PERCEPTIBILITY, perceptibility)
                .with(BudgetSpec.DISPLACEMENT, displacement)
                .with(BudgetSpec.INTENSITY, INTENSITY)
                .with(BudgetSpec.INTENSITY_ROUGHNESS, ROUGHNESS);
    }

    /** The subjects of one seed. */
    abstract Cohort cohort(long seed);

    /** A sound model, opened anew. */
    abstract SegmentationModel model();

    private static SegmentationModel unet() {
        return Models.open(new ModelSpec("duress", Path.of("classpath:org/duress/phantom-unet-small.zip")));
    }

    private static Cohort phantoms(long seed, boolean above) {
        Cohort all = PhantomGenerator.generate(SUBJECTS, SLICES, TextureCohort.SIDE, TextureCohort.SIDE, seed);
        List<Subject> subjects = new ArrayList<>();
        for (Subject subject : all.subjects()) {
            Slice fullest = subject.slices().stream()
                    .max(Comparator.comparingLong(
                            slice -> least(slice, all.organs().size())))
                    .orElseThrow();
            List<Slice> kept = new ArrayList<>(List.of(fullest));
            if (above) {
                kept.add(lacking(subject, fullest));
            }
            subjects.add(new Subject(subject.id(), kept));
        }
        return new Cohort(all.organs(), subjects, all.grid());
    }

    /** The nearest slice without a pancreas above another; where there is none, the nearest below. */
    private static Slice lacking(Subject subject, Slice fullest) {
        List<Slice> without =
                subject.slices().stream().filter(slice -> count(slice, 1) == 0).toList();
        return without.stream()
                .filter(slice -> slice.name().compareTo(fullest.name()) > 0)
                .findFirst()
                .orElseGet(() -> without.get(without.size() - 1));
    }

    /** Pixels of the organ of which a slice shows least; the pancreas, which is small everywhere, counts double. */
    private static long least(Slice slice, int organs) {
        long least = 2 * count(slice, 1);
        for (int organ = 2; organ <= organs; organ++) {
            least = Math.min(least, count(slice, organ));
        }
        return least;
    }

    private static long count(Slice slice, int organ) {
        long count = 0;
        for (byte c : slice.classes()) {
            count += c == organ ? 1 : 0;
        }
        return count;
    }
}
