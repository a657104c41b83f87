package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhantomGeneratorTest {
    private static final int PANCREAS = 1;
    private static final int KIDNEYS = 2;
    private static final int LIVER = 3;
    private static final int SPLEEN = 4;

    private static final Cohort COHORT = PhantomGenerator.generate(6, 16, 64, 64, 11);

    @Test
    void hasTheAskedShapeAndNames() {
        assertThat(COHORT.organNames()).containsExactly("pancreas", "kidneys", "liver", "spleen");
        assertThat(COHORT.subjects())
                .extracting(Subject::id)
                .containsExactly("p000", "p001", "p002", "p003", "p004", "p005");
        assertThat(COHORT.slices()).hasSize(96);
        assertThat(COHORT.slices()).extracting(Slice::name).doesNotHaveDuplicates();
        assertThat(COHORT.slices()).allSatisfy(slice -> {
            assertThat(slice.image()).hasSize(64 * 64);
            assertThat(slice.classes()).hasSize(64 * 64);
            assertThat(slice.grid().spacing(0)).isEqualTo(6.25);
        });
    }

    @Test
    void moreSubjectsLeaveTheEarlierOnesAsTheyWere() {
        Cohort fewer = PhantomGenerator.generate(2, 16, 64, 64, 11);

        assertThat(fewer.subjects().get(1).fingerprint())
                .isEqualTo(COHORT.subjects().get(1).fingerprint());
    }

    @Test
    void seedAndSubjectChangeTheBody() {
        Cohort other = PhantomGenerator.generate(2, 16, 64, 64, 12);
        List<Subject> all = new ArrayList<>(COHORT.subjects());
        all.addAll(other.subjects());

        assertThat(all.stream().map(subject -> subject.slices().get(8).image()).toList())
                .doesNotHaveDuplicates();
        for (int i = 1; i < all.size(); i++) {
            assertThat(share(all.get(i), LIVER)).isNotEqualTo(share(all.get(0), LIVER));
        }
    }

    @Test
    void everySubjectHasEveryOrganButNoSliceSetHasThemAllThroughout() {
        for (Subject subject : COHORT.subjects()) {
            for (int organ = PANCREAS; organ <= SPLEEN; organ++) {
                assertThat(share(subject, organ))
                        .as("share of class %s in %s", organ, subject.id())
                        .isGreaterThan(0.002);
            }
            Slice lowest = subject.slices().get(0);
            assertThat(count(lowest, PANCREAS)).isZero();
            assertThat(count(lowest, SPLEEN)).isZero();
            Slice highest = subject.slices().get(15);
            assertThat(count(highest, KIDNEYS)).isZero();
            assertThat(count(highest, LIVER)).isPositive();
        }
    }

    @Test
    void liesAsInAScan() {
        for (Subject subject : COHORT.subjects()) {
            double[] liver = centroid(subject, LIVER);
            double[] spleen = centroid(subject, SPLEEN);
            double[] kidneys = centroid(subject, KIDNEYS);
            double[] pancreas = centroid(subject, PANCREAS);
            assertThat(liver[1]).as("liver on the image's left").isLessThan(28);
            assertThat(spleen[1]).as("spleen on the image's right").isGreaterThan(40);
            assertThat(pancreas[1]).as("pancreas between them").isBetween(liver[1], spleen[1]);
            assertThat(kidneys[0]).as("kidneys behind the pancreas").isGreaterThan(pancreas[0]);
        }
    }

    @Test
    void isNormalisedPerSubject() {
        for (Subject subject : COHORT.subjects()) {
            double sum = 0;
            double squares = 0;
            for (Slice slice : subject.slices()) {
                for (float value : slice.image()) {
                    sum += value;
                    squares += value * value;
                }
            }
            double count = 16 * 64 * 64;
            assertThat(sum / count).isBetween(-1e-4, 1e-4);
            assertThat(squares / count).isBetween(0.999, 1.001);
        }
    }

    @Test
    void isSmoothThroughTheSlices() {
        for (Subject subject : PhantomGenerator.generate(2, 48, 64, 64, 5).subjects()) {
            for (int i = 20; i < 40; i++) {
                assertThat(dice(subject.slices().get(i), subject.slices().get(i + 1), LIVER))
                        .isGreaterThan(0.85);
            }
        }
    }

    @Test
    void brightnessOverlapsWithTheNeighbours() {
        // Were the mean of an organ further from the rest's than the noise is wide, a threshold could segment it.
        for (RawMeans means : List.of(rawMeans(0), rawMeans(1), rawMeans(2))) {
            assertThat(Math.abs(means.liver() - means.spleen())).isLessThan(40);
            assertThat(means.liver() - means.pancreas()).isBetween(0.0, 60.0);
        }
    }

    private record RawMeans(double liver, double spleen, double pancreas) {}

    private static RawMeans rawMeans(int subject) {
        double[] sums = new double[12];
        int[] counts = new int[12];
        for (RawSlice slice : PhantomGenerator.raw(subject, 16, 64, 64, 3)) {
            for (int i = 0; i < slice.labels().length; i++) {
                sums[slice.labels()[i]] += slice.channels().get(0)[i];
                counts[slice.labels()[i]]++;
            }
        }
        return new RawMeans(sums[6] / counts[6], sums[1] / counts[1], sums[11] / counts[11]);
    }

    private static int count(Slice slice, int organ) {
        int count = 0;
        for (byte c : slice.classes()) {
            count += c == organ ? 1 : 0;
        }
        return count;
    }

    private static double share(Subject subject, int organ) {
        double count = 0;
        double all = 0;
        for (Slice slice : subject.slices()) {
            count += count(slice, organ);
            all += slice.classes().length;
        }
        return count / all;
    }

    private static double[] centroid(Subject subject, int organ) {
        double rows = 0;
        double columns = 0;
        double count = 0;
        for (Slice slice : subject.slices()) {
            for (int i = 0; i < slice.classes().length; i++) {
                if (slice.classes()[i] == organ) {
                    rows += Math.floorDiv(i, slice.grid().width());
                    columns += i % slice.grid().width();
                    count++;
                }
            }
        }
        return new double[] {rows / count, columns / count};
    }

    private static double dice(Slice a, Slice b, int organ) {
        double both = 0;
        for (int i = 0; i < a.classes().length; i++) {
            both += a.classes()[i] == organ && b.classes()[i] == organ ? 1 : 0;
        }
        return 2 * both / (count(a, organ) + count(b, organ));
    }
}
