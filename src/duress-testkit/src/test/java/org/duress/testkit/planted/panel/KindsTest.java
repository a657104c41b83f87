package org.duress.testkit.planted.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.duress.attack.ControlSpacing;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.gradient.GradientAttack;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;
import org.duress.testkit.planted.OneOrgan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the kinds of the panel are said to be, they are. */
class KindsTest {
    private static final Map<Scene, Ground> GROUNDS = new EnumMap<>(Scene.class);

    private static Ground ground(Scene scene) {
        return GROUNDS.computeIfAbsent(scene, one -> Ground.of(one, 1));
    }

    static Stream<Kind> kinds() {
        return Panel.kinds().stream();
    }

    static Stream<Kind> textures() {
        return kinds().filter(kind -> kind.scene().family() == Family.TEXTURE);
    }

    @Test
    void thereAreEnoughOfEachHalfFamilyAndTruth() {
        Set<String> names = new HashSet<>();
        assertThat(Panel.kinds()).allMatch(kind -> names.add(kind.name()));
        for (Half half : Half.values()) {
            List<Kind> kinds = kinds().filter(kind -> kind.half() == half).toList();
            long robust = kinds.stream()
                    .filter(kind -> kind.truth() == Truth.ROBUST || kind.truth() == Truth.GUARDED)
                    .count();
            assertThat(kinds).as("%s", half).hasSizeGreaterThanOrEqualTo(16);
            assertThat(3 * robust).as("%s", half).isGreaterThanOrEqualTo(kinds.size());
            assertThat(kinds.stream().map(kind -> kind.scene().family())).contains(Family.values());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void findsEveryOrganAndBreaksUnderItsWitnessWhereItHasOne(Kind kind) {
        Ground ground = kind.ground(1);
        Specimen specimen = kind.specimen(ground);
        try (SegmentationModel model = specimen.model()) {
            assertThat(model.classes()).isEqualTo(ground.cohort().organs().size() + 1);
            boolean breaks = kind.truth() == Truth.FRAGILE || kind.truth() == Truth.NEEDLE;
            assertThat(specimen.witness().isPresent()).isEqualTo(breaks);
            Proof proof = specimen.proof(ground);
            assertThat(proof.clean()).as("%s", proof).allMatch(dice -> dice > 0.75);
            assertThat(specimen.broken(ground)).as("%s", proof).isEqualTo(breaks);
        }
    }

    /** The witnesses against the others are what goes furthest. */
    @ParameterizedTest
    @EnumSource(Scene.class)
    void whatIsRobustWithstandsTheWitnessesOfTheOthers(Scene scene) {
        Ground ground = ground(scene);
        List<Perturbation> witnesses = kinds().filter(kind -> kind.scene() == scene)
                .flatMap(kind -> witness(kind, ground))
                .toList();
        for (Kind kind : Panel.kinds()) {
            if (kind.scene() == scene && kind.truth() == Truth.ROBUST) {
                try (SegmentationModel model = kind.specimen(ground).model()) {
                    for (Perturbation witness : witnesses) {
                        assertThat(Proof.of(ground, model, witness).fall())
                                .as(kind.name())
                                .allMatch(fall -> fall < 0.25);
                    }
                }
            }
        }
    }

    private static Stream<Perturbation> witness(Kind kind, Ground ground) {
        Specimen specimen = kind.specimen(ground);
        specimen.model().close();
        return specimen.witness().stream();
    }

    /** So that what a sound model loses leaves a verdict clear, whichever organ an attack is aimed at. */
    @ParameterizedTest
    @EnumSource(Scene.class)
    void theSoundModelKeepsEachOrganThoughItAloneIsAttacked(Scene scene) {
        Ground ground = ground(scene);
        for (int organ : ground.organs()) {
            try (SegmentationModel model = scene.model()) {
                DifferentiableModel view =
                        new OneOrgan(model, organ).differentiable().orElseThrow();
                GradientAttack attack = new GradientAttack(
                        view,
                        ground.budget(),
                        EnumSet.allOf(FieldKind.class),
                        new GradientSettings(2, 15, 8),
                        OrganLimits.ALIKE,
                        List.of(),
                        ControlSpacing.USUAL);
                for (Perturbation fields : attack.perturb(ground.images(), 2, 1)) {
                    Perturbation held = ground.budget().project(ground.images(), fields);
                    assertThat(Proof.of(ground, model, held).fall().get(organ - 1))
                            .as("organ %d", organ)
                            .isLessThan(0.25);
                }
            }
        }
    }

    /**
     * About half way between clean and witness, where there are slopes if there are any. Of textures, which have no
     * kinks as a U-Net has.
     */
    @ParameterizedTest
    @MethodSource("textures")
    void gradientsAreExact(Kind kind) {
        Ground ground = ground(kind.scene());
        Specimen specimen = kind.specimen(ground);
        try (SegmentationModel owned = specimen.model()) {
            DifferentiableModel model = owned.differentiable().orElseThrow();
            float[] image = Arrays.copyOf(ground.images().pixels(), Ground.PIXELS);
            specimen.witness().ifPresent(witness -> {
                float[] under = ground.under(witness).pixels();
                for (int p = 0; p < image.length; p++) {
                    image[p] = 0.45f * image[p] + 0.55f * under[p];
                }
            });
            ImageBatch one = new ImageBatch(image, 1, ground.images().grid());
            float[] weights = gaussian(3, image.length * model.classes());
            float[] way = gaussian(4, image.length);
            double analytic = dot(model.forward(one).inputGradient(weights), way);
            double numeric = along(image, way, 1e-3, moved -> dot(model.probabilities(one.with(moved)), weights));
            assertThat(Math.abs(analytic - numeric))
                    .as("%s and %s", analytic, numeric)
                    .isLessThan(0.03 * Math.abs(numeric) + 0.5);
        }
    }
}
