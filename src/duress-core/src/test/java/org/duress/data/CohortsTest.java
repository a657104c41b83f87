package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.spec.CohortSpec;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.CohortSpec.SubjectSelection.Rest;
import org.duress.spec.CohortSpec.SubjectSelection.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortsTest {
    @TempDir
    Path folder;

    /** A 2 x 2 slice with two liver pixels above two of background. */
    private void png(String name, int... greys) throws IOException {
        PngFile.grey8(folder.resolve("images").resolve(name), 2, greys);
        PngFile.grey8(folder.resolve("labels").resolve(name), 2, 6, 6, 0, 0);
    }

    private Specs twoPngSubjects() throws IOException {
        png("s0_z9.png", 10, 20, 30, 40);
        png("s0_z10.png", 50, 60, 70, 80);
        png("s1_z1.png", 0, 0, 0, 200);
        return Specs.png(folder).size(2, 2);
    }

    private Specs oneNiftiSubject(NiftiFile image, NiftiFile label) throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("labels"));
        image.write(folder.resolve("images/a.nii.gz"));
        label.write(folder.resolve("labels/a.nii.gz"));
        NiftiFile.int16(new int[] {2, 1, 1}, 3, 4).write(folder.resolve("images/b.nii"));
        NiftiFile.int16(new int[] {2, 1, 1}, 6, 0).write(folder.resolve("labels/b.nii"));
        return Specs.nifti(folder).size(1, 2);
    }

    // Reading

    @Test
    void pngSubjectsAreNormalisedOverAllTheirSlices() throws IOException {
        Cohort cohort = Cohorts.open(twoPngSubjects().spec());

        assertThat(cohort.subjects()).extracting(Subject::id).containsExactly("s0", "s1");
        assertThat(cohort.slices()).extracting(Slice::name).containsExactly("s0_z9", "s0_z10", "s1_z1");
        // 10 to 80 have mean 45 and deviation sqrt(525).
        float[] first = cohort.slices().get(0).image();
        assertThat(first[0]).isCloseTo((float) (-35 / Math.sqrt(525)), within(1e-6f));
        assertThat(cohort.slices().get(1).image()[3]).isCloseTo(-first[0], within(1e-6f));
        assertThat(cohort.slices().get(0).classes()).containsExactly(1, 1, 0, 0);
        assertThat(cohort.slices().get(0).grid().spacing(0)).isNaN();
    }

    @Test
    void niftiSlicesCarrySpacingAndAreWindowed() throws IOException {
        double[][] affine = {{-2, 0, 0, 0}, {0, -3, 0, 0}, {0, 0, 5, 0}};
        NiftiFile image =
                NiftiFile.int16(new int[] {2, 1, 2}, -2000, 0, 100, 3000).sform(affine);
        NiftiFile label = NiftiFile.int16(new int[] {2, 1, 2}, 6, 0, 0, 6).sform(affine);

        Cohort cohort = Cohorts.open(
                oneNiftiSubject(image, label).window(-100, 200).size(1, 4).spec());

        Subject subject = cohort.subjects().get(0);
        assertThat(subject.id()).isEqualTo("a");
        assertThat(subject.slices()).extracting(Slice::name).containsExactly("a_z000", "a_z001");
        assertThat(subject.slices().get(0).grid().spacing(1)).isEqualTo(1);
        assertThat(subject.slices().get(0).grid().spacing(0)).isEqualTo(3);
        assertThat(subject.slices().get(0).classes()).containsExactly(1, 1, 0, 0);
        // Clipped first, then stretched: -100, -75, -25, 0 and 100, 125, 175, 200, around their mean of 50.
        float[] low = subject.slices().get(0).image();
        float[] high = subject.slices().get(1).image();
        assertThat(low[1] / low[0]).isCloseTo(125 / 150f, within(1e-5f));
        assertThat(high[3]).isCloseTo(-low[0], within(1e-5f));
    }

    @Test
    void labelIdsOfNoListedOrganAreBackgroundAndOrgansKeepTheirOrder() throws IOException {
        png("s0_a.png", 1, 2, 3, 4);
        PngFile.grey8(folder.resolve("labels/s0_a.png"), 2, 2, 3, 9, 1);
        png("s1_a.png", 1, 2, 3, 4);
        PngFile.grey8(folder.resolve("labels/s1_a.png"), 2, 2, 3, 9, 1);
        Specs specs = Specs.png(folder)
                .size(2, 2)
                .organs(Map.of())
                .organ("kidneys", 2, 3)
                .organ("spleen", 1);

        Cohort cohort = Cohorts.open(specs.spec());

        assertThat(cohort.organNames()).containsExactly("kidneys", "spleen");
        assertThat(cohort.slices().get(0).classes()).containsExactly(1, 1, 0, 2);
    }

    @Test
    void slicesWithFewOrganPixelsAreLeftOut() throws IOException {
        Specs specs = twoPngSubjects();
        PngFile.grey8(folder.resolve("labels/s0_z9.png"), 2, 6, 0, 0, 0);

        Cohort cohort = Cohorts.open(specs.minOrganPixels(2).spec());

        assertThat(cohort.slices()).extracting(Slice::name).containsExactly("s0_z10", "s1_z1");
        // The slice left out has no say in the normalisation: 50 to 80 around 65.
        assertThat(cohort.slices().get(0).image()[0] / cohort.slices().get(0).image()[1])
                .isCloseTo(3, within(1e-5f));
    }

    @Test
    void namedSubjectsAreTheOnlyOnesRead() throws IOException {
        Specs specs = twoPngSubjects();
        Files.writeString(folder.resolve("images/s2_z1.png"), "damaged");

        Cohort cohort =
                Cohorts.open(specs.split(Specs.named("s1"), Specs.named("s0")).spec());

        assertThat(cohort.subjects()).extracting(Subject::id).containsExactly("s0", "s1");
    }

    @Test
    void phantomsFollowTheSpec() {
        CohortSpec spec = Specs.phantom(4, 8).spec();

        Cohort cohort = Cohorts.open(spec);

        assertThat(cohort.fingerprint())
                .isEqualTo(PhantomGenerator.generate(4, 8, 32, 32, 7).fingerprint());
        CohortSplit split = Cohorts.split(cohort, spec);
        assertThat(split.attacker()).hasSize(2);
        assertThat(split.gate()).hasSize(2).doesNotContainAnyElementsOf(split.attacker());
    }

    @Test
    void phantomOrgansCanBeChosen() {
        Cohort cohort =
                Cohorts.open(Specs.phantom(2, 8).organ("right kidney", 2).spec());

        assertThat(cohort.organNames()).containsExactly("right kidney");
    }

    // Which files belong together

    @Test
    void filesThatBeginWithADotAreNotPartOfACohort() throws IOException {
        NiftiFile volume = NiftiFile.int16(new int[] {2, 1, 1}, 6, 0);
        Specs volumes = oneNiftiSubject(volume, volume);
        Specs slices = twoPngSubjects();
        for (String sub : List.of("images", "labels")) {
            for (String name : List.of("._a.nii.gz", "._b.nii", ".b.nii", "._s0_z9.png", ".DS_Store", "Thumbs.db")) {
                Files.write(folder.resolve(sub).resolve(name), new byte[] {0, 5, 22, 7, 0});
            }
        }

        assertThat(Cohorts.open(volumes.spec()).subjects())
                .extracting(Subject::id)
                .containsExactly("a", "b");
        assertThat(Cohorts.open(volumes.subject(Optional.of("([ab])\\.nii")).spec())
                        .subjects())
                .hasSize(2);
        assertThat(Cohorts.open(slices.subject(Optional.of("(s\\d+)_")).spec()).slices())
                .hasSize(3);
    }

    /** Images CASE_0000, labels CASE. */
    private Specs nnUNet() throws IOException {
        for (String id : List.of("a01", "a02")) {
            Files.createDirectories(folder.resolve("images"));
            Files.createDirectories(folder.resolve("labels"));
            NiftiFile.int16(new int[] {2, 1, 1}, 1, 2).write(folder.resolve("images/" + id + "_0000.nii.gz"));
            NiftiFile.int16(new int[] {2, 1, 1}, 6, 0).write(folder.resolve("labels/" + id + ".nii.gz"));
        }
        return Specs.nifti(folder).size(1, 2);
    }

    @Test
    void namesOfNnUNetPairBySubject() throws IOException {
        for (String expression : List.of("^(a\\d+)", "^(.+)_0000")) {
            Cohort cohort =
                    Cohorts.open(nnUNet().subject(Optional.of(expression)).spec());

            assertThat(cohort.subjects()).extracting(Subject::id).containsExactly("a01", "a02");
            assertThat(cohort.slices().get(0).classes()).containsExactly(1, 0);
        }
    }

    @Test
    void namesOfNnUNetWithoutASubjectSayHowToPair() throws IOException {
        refuses(
                nnUNet(),
                "image a01_0000.nii.gz has no label file in " + folder.resolve("labels"),
                "where images are named CASE_0000 and labels CASE, as nnU-Net does, set cohort.subject, as in"
                        + " ^(.+)_0000");
    }

    @Test
    void channelsOfNnUNetAreNotTakenForOneImage() throws IOException {
        Specs specs = nnUNet().subject(Optional.of("^(a\\d+)"));
        NiftiFile.int16(new int[] {2, 1, 1}, 1, 2).write(folder.resolve("images/a01_0001.nii.gz"));

        refuses(
                specs,
                "subject a01 has more than one volume in",
                "(a01_0000.nii.gz, a01_0001.nii.gz); name the channels in cohort.channels, as in {suffix:"
                        + " [_0000, _0001]}");
    }

    @Test
    void severalLabelVolumesOfOneSubjectAreRefused() throws IOException {
        Specs specs = nnUNet().subject(Optional.of("^(a\\d+)"));
        NiftiFile.int16(new int[] {2, 1, 1}, 6, 0).write(folder.resolve("labels/a01_old.nii.gz"));

        refuses(specs, "subject a01 has more than one label volume in", "(a01.nii.gz, a01_old.nii.gz)");
    }

    @Test
    void slicesOfNnUNetPairToo() throws IOException {
        Specs specs = twoPngSubjects();
        for (String slice : List.of("s0_z9", "s0_z10", "s1_z1")) {
            Files.move(folder.resolve("images/" + slice + ".png"), folder.resolve("images/" + slice + "_0000.png"));
        }

        assertThat(Cohorts.open(specs.spec()).slices())
                .extracting(Slice::name)
                .containsExactly("s0_z9_0000", "s0_z10_0000", "s1_z1_0000");
    }

    @Test
    void namesThatDifferInCaseAloneAreRefused() throws IOException {
        Specs specs = twoPngSubjects();
        png("s1_Z1.png", 0, 0, 0, 200);
        refuses(specs, "images s1_Z1.png and s1_z1.png in", "differ only in upper and lower case");
    }

    // Files that could be read in two ways

    @Test
    void aFolderThatMixesGreyAndPaletteLabelsIsRefused() throws IOException {
        Specs specs = twoPngSubjects();
        PngFile.palette(folder.resolve("labels/s1_z1.png"), 8, false, 2, 6, 6, 0, 0);
        refuses(
                specs,
                "the label ids in " + folder.resolve("labels") + " are grey values of 8 or 16 bit for slice s0_z9 but"
                        + " indices of a palette for slice s1_z1, so that the same id may mean two organs");
        // Nothing but background is the same either way.
        PngFile.palette(folder.resolve("labels/s1_z1.png"), 8, false, 2, 0, 0, 0, 0);
        assertThat(Cohorts.open(specs.spec()).warnings()).isEmpty();
        PngFile.chunks()
                .header(2, 2, 8, 3)
                .greys(0, 1, 2, 3, 4, 5, 6)
                .data(0, 6, 6, 0, 0, 0)
                .write(folder.resolve("labels/s1_z1.png"));
        assertThat(Cohorts.open(specs.spec()).slices().get(2).classes()).containsExactly(1, 1, 0, 0);
    }

    @Test
    void masksThatWerePackedToOneBitBesideOthersAreRefused() throws IOException {
        Specs specs = twoPngSubjects().organs(Map.of()).organ("liver", 255);
        for (String slice : List.of("s0_z9", "s0_z10", "s1_z1")) {
            PngFile.grey8(folder.resolve("labels/" + slice + ".png"), 2, 255, 255, 0, 0);
        }
        PngFile.chunks().header(2, 2, 1, 0).data(0, 0b1100_0000, 0, 0).write(folder.resolve("labels/s0_z10.png"));

        refuses(specs, "are grey values of 8 or 16 bit for slice s0_z9 but samples of 1 bit for slice s0_z10");
    }

    @Test
    void depthsOfOneSubjectMustBeAlike() throws IOException {
        Specs specs = twoPngSubjects();
        PngFile.grey(folder.resolve("images/s0_z10.png"), BufferedImage.TYPE_USHORT_GRAY, 2, 1, 2, 3, 4);
        refuses(specs, "images s0_z9.png and s0_z10.png of subject s0 have 8 and 16 bit");
    }

    // Warnings

    @Test
    void labelIdsOfNoOrganAreCountedAndNamed() throws IOException {
        Specs specs = twoPngSubjects();
        assertThat(Cohorts.open(specs.spec()).warnings()).isEmpty();
        PngFile.grey8(folder.resolve("labels/s0_z9.png"), 2, 6, 9, 9, 4);
        PngFile.grey8(folder.resolve("labels/s1_z1.png"), 2, 6, 9, 0, 0);

        assertThat(Cohorts.open(specs.spec()).warnings())
                .containsExactly("label ids 4, 9 (4 pixels) belong to no organ and count as background; name them in"
                        + " cohort.organs if they are an organ");
    }

    @Test
    void aSizeThatChangesTheShapeOfPixelsIsWarnedOf() throws IOException {
        Specs specs = twoPngSubjects();
        assertThat(Cohorts.open(specs.size(8, 8).spec()).warnings()).isEmpty();

        // 2 rows become 2, 2 columns become 4: half as wide.
        assertThat(Cohorts.open(specs.size(2, 4).spec()).warnings())
                .singleElement()
                .asString()
                .startsWith("cohort.size 2 x 4 changes the shape of slice s0_z9, which is 2 x 2: a pixel becomes 2.00"
                        + " times as high as wide");
    }

    @Test
    void aSizeThatMakesMillimetresSquareIsNotWarnedOf() throws IOException {
        double[][] affine = {{-1, 0, 0, 0}, {0, -2, 0, 0}, {0, 0, 5, 0}};
        NiftiFile image = NiftiFile.int16(new int[] {2, 2, 1}, 1, 2, 3, 4).sform(affine);
        NiftiFile label = NiftiFile.int16(new int[] {2, 2, 1}, 6, 0, 0, 0).sform(affine);
        Specs specs = oneNiftiSubject(image, label);
        image.write(folder.resolve("images/b.nii"));
        NiftiFile.int16(new int[] {2, 2, 1}, 0, 6, 0, 0).sform(affine).write(folder.resolve("labels/b.nii"));
        NiftiFile.int16(new int[] {2, 2, 1}, 4, 2, 3, 1).sform(affine).write(folder.resolve("images/b.nii"));

        Cohort square = Cohorts.open(specs.size(4, 2).spec());
        assertThat(square.slices().get(0).grid().spacing(0))
                .isEqualTo(square.slices().get(0).grid().spacing(1));
        assertThat(square.warnings()).isEmpty();
        assertThat(Cohorts.open(specs.size(2, 2).spec()).warnings())
                .as("as the file has them")
                .isEmpty();
        assertThat(Cohorts.open(specs.size(2, 4).spec()).warnings())
                .singleElement()
                .asString()
                .contains("a pixel becomes 4.00 times as high as wide");
    }

    @Test
    void subjectsOfTheSameImagesAreWarnedOf() throws IOException {
        Specs specs = twoPngSubjects();
        png("s2_z1.png", 0, 0, 0, 200);

        assertThat(Cohorts.open(specs.spec()).warnings())
                .containsExactly("subjects s1 and s2 hold the same images, so that one may train the attacker on which"
                        + " the other is judged; remove one");
    }

    @Test
    void warningsFollowTheOrganOrder() {
        Cohort cohort = PhantomGenerator.generate(1, 2, 16, 16, 1).withWarnings(List.of("said"));

        assertThat(cohort.withOrganOrder(List.of("liver", "spleen", "kidneys", "pancreas"))
                        .warnings())
                .containsExactly("said");
    }

    // Splitting

    private static List<String> ids(List<Subject> subjects) {
        return subjects.stream().map(Subject::id).toList();
    }

    private static CohortSplit split(SubjectSelection attacker, SubjectSelection gate, long seed) {
        Specs specs = Specs.phantom(10, 4).size(24, 24).split(attacker, gate);
        Cohort cohort = Cohorts.open(specs.split(new Share(0.5), new Rest())
                .organs(Map.of("liver", List.of(6)))
                .spec());
        return Cohorts.split(cohort, specs.seed(seed).spec());
    }

    @Test
    void sharesAreDrawnWithTheSeed() {
        CohortSplit split = split(new Share(0.3), new Rest(), 1);

        assertThat(ids(split.attacker())).hasSize(3).isSorted();
        assertThat(ids(split.gate())).hasSize(7).isSorted().doesNotContainAnyElementsOf(ids(split.attacker()));
        assertThat(ids(split(new Share(0.3), new Rest(), 1).attacker())).isEqualTo(ids(split.attacker()));
        assertThat(List.of(2L, 3L, 4L, 5L, 6L))
                .anySatisfy(seed -> assertThat(
                                ids(split(new Share(0.3), new Rest(), seed).attacker()))
                        .isNotEqualTo(ids(split.attacker())));
    }

    @Test
    void aShareIsRoundedAndAtLeastOne() {
        assertThat(split(new Share(0.01), new Rest(), 1).attacker()).hasSize(1);
        assertThat(split(new Share(0.26), new Rest(), 1).attacker()).hasSize(3);
        assertThat(split(new Share(0.2), new Share(0.3), 1).gate()).hasSize(3);
        // 0.55 and 0.45 of 10 round to 6 and 5: the gate takes the 4 that are left.
        assertThat(split(new Share(0.55), new Share(0.45), 1).gate()).hasSize(4);
    }

    @Test
    void namesComeFirst() {
        CohortSplit split = split(new Share(0.5), Specs.named("p003", "p001"), 1);

        assertThat(ids(split.gate())).containsExactly("p001", "p003");
        assertThat(ids(split.attacker())).hasSize(5).doesNotContain("p001", "p003");
        assertThat(ids(split(new Rest(), Specs.named("p001"), 1).attacker())).hasSize(9);
    }

    // Bad input

    private static void refuses(Specs specs, String... parts) {
        assertThatThrownBy(() -> {
                    Cohort cohort = Cohorts.open(specs.spec());
                    Cohorts.split(cohort, specs.spec());
                })
                .isInstanceOf(DuressException.class)
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }

    @Test
    void missingFolder() throws IOException {
        Path gone = folder.resolve("gone");
        refuses(twoPngSubjects().images(gone), "the folder " + gone + " of cohort.images does not exist");
        Path file = Files.writeString(folder.resolve("file"), "");
        refuses(twoPngSubjects().images(file), "of cohort.images is a file");
    }

    @Test
    void emptyFolder() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        refuses(twoPngSubjects().images(empty), "of cohort.images has no .png file");
        refuses(
                Specs.nifti(folder).images(empty),
                "of cohort.images has no .nii or .nii.gz file; correct the path or cohort.format");
        Files.write(empty.resolve("a.hdr"), new byte[348]);
        refuses(Specs.nifti(folder).images(empty), "only .hdr/.img pairs, which are not read");
    }

    @Test
    void unreadablePng() throws IOException {
        Specs specs = twoPngSubjects();
        Path file = Files.writeString(folder.resolve("images/s1_z1.png"), "no PNG");
        refuses(specs, file + " is not a readable PNG");
    }

    @Test
    void subjectExpressions() throws IOException {
        Specs specs = twoPngSubjects();
        refuses(
                specs.subject(Optional.of("^(x)")),
                "cohort.subject '^(x)' matches none of the 3 files in",
                "s0_z9.png");
        refuses(specs.subject(Optional.of("^s\\d")), "cohort.subject '^s\\d' has no group");
        refuses(specs.subject(Optional.of("^(s")), "cohort.subject is not a regular expression");
        refuses(specs.subject(Optional.empty()), "cohort.subject is missing");
    }

    @Test
    void imageWithoutLabel() throws IOException {
        Specs specs = twoPngSubjects();
        Files.delete(folder.resolve("labels/s0_z10.png"));
        refuses(specs, "image s0_z10.png has no label file in " + folder.resolve("labels"));
    }

    @Test
    void volumeWithoutLabel() throws IOException {
        NiftiFile volume = NiftiFile.int16(new int[] {2, 1, 1}, 6, 0);
        Specs specs = oneNiftiSubject(volume, volume);
        Files.delete(folder.resolve("labels/a.nii.gz"));
        refuses(specs, "image a.nii.gz has no label file in");
    }

    @Test
    void theLabelOfAVolumeMayBeZippedOrNot() throws IOException {
        NiftiFile volume = NiftiFile.int16(new int[] {2, 1, 1}, 6, 0);
        Specs specs = oneNiftiSubject(volume, volume);
        Files.delete(folder.resolve("labels/a.nii.gz"));
        volume.write(folder.resolve("labels/a.nii"));

        assertThat(Cohorts.open(specs.spec()).subjects()).hasSize(2);
    }

    @Test
    void pngLabelOfAnotherShape() throws IOException {
        Specs specs = twoPngSubjects();
        PngFile.grey8(folder.resolve("labels/s0_z10.png"), 1, 6, 6, 0, 0);
        refuses(specs, "image s0_z10.png is 2 x 2 but its label is 4 x 1");
    }

    @Test
    void volumeLabelOfAnotherShapeOrPlace() throws IOException {
        int[] dims = {2, 1, 1};
        NiftiFile image = NiftiFile.int16(dims, 1, 2);
        refuses(
                oneNiftiSubject(image, NiftiFile.int16(new int[] {2, 1, 2}, 6, 0, 0, 0)),
                "image a.nii.gz is 2 x 1 x 1 (columns, rows, slices) but its label is 2 x 1 x 2");
        double[][] moved = {{-1, 0, 0, 30}, {0, -1, 0, 40}, {0, 0, 1, 0}};
        refuses(
                oneNiftiSubject(image, NiftiFile.int16(dims, 6, 0).sform(moved)),
                "image a.nii.gz and its label lie 50.0 mm apart");
        NiftiFile unoriented = NiftiFile.int16(dims, 6, 0);
        unoriented.header().putShort(254, (short) 0);
        refuses(oneNiftiSubject(image, unoriented), "of image a.nii.gz and its label only image a.nii.gz says");
    }

    @Test
    void aFlippedLabelIsLaidOnItsImage() throws IOException {
        NiftiFile image = NiftiFile.int16(new int[] {2, 1, 1}, 1, 2);
        double[][] flipped = {{1, 0, 0, -1}, {0, -1, 0, 0}, {0, 0, 1, 0}};
        NiftiFile label = NiftiFile.int16(new int[] {2, 1, 1}, 0, 6).sform(flipped);

        Cohort cohort = Cohorts.open(oneNiftiSubject(image, label).spec());

        assertThat(cohort.slices().get(0).classes()).containsExactly(1, 0);
    }

    @Test
    void notNiftiAndTruncated() throws IOException {
        NiftiFile volume = NiftiFile.int16(new int[] {2, 1, 1}, 6, 0);
        Specs specs = oneNiftiSubject(volume, volume);
        Files.writeString(folder.resolve("images/b.nii"), "x".repeat(400));
        refuses(specs, "b.nii is not a NIfTI file");
        Files.write(folder.resolve("images/b.nii"), Arrays.copyOf(volume.gzipped(), 40));
        refuses(specs, "b.nii is truncated: its gzip stream ends too early");
    }

    @Test
    void twoVolumesOfOneSubject() throws IOException {
        NiftiFile volume = NiftiFile.int16(new int[] {2, 1, 1}, 6, 0);
        Specs specs = oneNiftiSubject(volume, volume).subject(Optional.of("\\.(n)ii"));
        refuses(specs, "subject n has more than one volume in", "(a.nii.gz, b.nii)");
    }

    @Test
    void anOrganIdThatOccursNowhere() throws IOException {
        refuses(
                twoPngSubjects().organ("spleen", 1),
                "label id 1 of organ spleen occurs nowhere in " + folder.resolve("labels")
                        + " (the ids there are 6); correct cohort.organs");
    }

    @Test
    void aWrongIdIsNamedBeforeTheEmptySubjectsThatItMakes() throws IOException {
        refuses(
                twoPngSubjects().organs(Map.of()).organ("one", 255).minOrganPixels(1),
                "label id 255 of organ one occurs nowhere in " + folder.resolve("labels")
                        + " (the ids there are 6); correct cohort.organs");
        NiftiFile volume = NiftiFile.int16(new int[] {2, 1, 1}, 1, 0);
        refuses(
                oneNiftiSubject(volume, volume)
                        .organs(Map.of())
                        .organ("one", 255)
                        .minOrganPixels(1),
                "label id 255 of organ one occurs nowhere in " + folder.resolve("labels")
                        + " (the ids there are 1, 6); correct cohort.organs");
    }

    @Test
    void anImageTakenForLabels() throws IOException {
        int[] values = new int[300 * 300];
        Arrays.setAll(values, i -> i);
        ByteBuffer voxels = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(voxels::putInt);
        int[] dims = {300, 300, 1};
        NiftiFile image = NiftiFile.int16(dims, values);
        NiftiFile label = NiftiFile.int16(dims).type(8).voxels(voxels.array());

        refuses(
                oneNiftiSubject(image, label),
                "the labels up to slice a_z000 hold more than 65536 different ids, so that they seem to be an image");
    }

    @Test
    void sizesThatNoHeapHolds() throws IOException {
        refuses(
                twoPngSubjects().size(46341, 46341),
                "cohort.size asks for slices of 46341 x 46341, more than the 33554432 pixels that a slice can have");
        refuses(
                Specs.phantom(10_000, 10_000).size(5000, 5000),
                "the cohort's slices of 5000 x 5000 pixels need ",
                " of temporary disk, more than the ",
                " that java.io.tmpdir has room for; set -Djava.io.tmpdir to a folder on another disk, lower"
                        + " cohort.size, or use fewer subjects");
    }

    @Test
    void organsThatMakeNoSense() throws IOException {
        Specs specs = twoPngSubjects();
        refuses(specs.organs(Map.of()), "cohort.organs names 0 organs");
        refuses(specs.organ("air", 0), "cohort.organs.air lists label id 0");
        refuses(specs.organ("none"), "cohort.organs.none lists no label id");
        for (int i = 0; i < 6; i++) {
            specs = specs.organ("part" + i, 6);
        }
        assertThat(Cohorts.open(specs.spec()).sets().classes()).isEqualTo(128);
        refuses(specs.organ("hepar", 6), "cohort.organs gives a label id to several of 8 organs, but at most 7 may");
    }

    @Test
    void anOrganAbsentFromTheGateSubjects() throws IOException {
        Specs specs = twoPngSubjects().organ("spleen", 1);
        PngFile.grey8(folder.resolve("labels/s0_z9.png"), 2, 6, 1, 0, 0);
        refuses(
                specs.split(Specs.named("s0"), Specs.named("s1")),
                "organ spleen is absent from every gate subject (s1)");
    }

    @Test
    void notANumber() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            ByteBuffer voxels = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            voxels.putFloat(1).putFloat(bad);
            NiftiFile image = NiftiFile.int16(new int[] {2, 1, 1}).type(16).voxels(voxels.array());
            refuses(
                    oneNiftiSubject(image, NiftiFile.int16(new int[] {2, 1, 1}, 6, 0)),
                    "image a_z000 is not a number at row 0, column 1");
        }
    }

    @Test
    void constantImages() throws IOException {
        Specs specs = twoPngSubjects();
        png("s1_z1.png", 9, 9, 9, 9);
        refuses(specs, "image s1_z1 is constant (9.0) where its label shows an organ");
        PngFile.grey8(folder.resolve("labels/s1_z1.png"), 2, 0, 0, 0, 0);
        refuses(specs, "every image of subject s1 is constant (9.0); check the files");
    }

    @Test
    void aWindowThatLeavesNothing() throws IOException {
        refuses(
                twoPngSubjects().window(500, 600),
                "every image of subject s0 is constant (500.0) within cohort.window 500.0 to 600.0");
    }

    @Test
    void aSliceFilterThatLeavesNothing() throws IOException {
        refuses(twoPngSubjects().minOrganPixels(3), "no slice of subject s0 has 3 organ pixels");
    }

    @Test
    void noSubjectLeft() throws IOException {
        Specs specs = twoPngSubjects();
        refuses(
                specs.split(Specs.named("s0", "s1"), new Rest()),
                "no subject is left to judge the model (cohort.gateSubjects)");
        refuses(
                specs.split(new Rest(), Specs.named("s0", "s1")),
                "no subject is left to train the attacker (cohort.attackerSubjects)");
        refuses(
                specs.split(Specs.named("s0", "s1"), new Share(0.5)),
                "cohort.gateSubjects asks for 1 of 2 subjects, but only 0");
        refuses(specs.split(new Share(0.6), new Share(0.6)), "ask for 0.6 and 0.6 of the subjects");
        refuses(specs.split(new Rest(), new Rest()), "are both the rest of the other");
    }

    @Test
    void theSameSubjectInBoth() throws IOException {
        refuses(
                twoPngSubjects().split(Specs.named("s0", "s1"), Specs.named("s1")),
                "subject s1 is in both cohort.attackerSubjects and cohort.gateSubjects");
    }

    @Test
    void anUnknownSubject() throws IOException {
        refuses(
                twoPngSubjects().split(Specs.named("s0"), Specs.named("s7")),
                "cohort.gateSubjects names subject s7, but the cohort has only s0, s1");
    }
}
