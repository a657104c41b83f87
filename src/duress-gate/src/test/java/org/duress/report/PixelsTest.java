package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.awt.Color;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class PixelsTest {
    @Test
    void enlargingToTheSameSizeChangesNothing() {
        float[] values = {1, -2, 3, 4, 5, 6};
        byte[] classes = {0, 1, 2, 2, 1, 0};

        assertThat(Pixels.enlarge(values, Grid.of(2, 3), Grid.of(2, 3))).containsExactly(values);
        assertThat(Pixels.enlargeClasses(classes, Grid.of(2, 3), Grid.of(2, 3))).containsExactly(classes);
    }

    /** Away from the border a spline reproduces a slope; pixel centres of a threefold size lie at thirds. */
    @Test
    void enlargesASlopeExactlyInside() {
        float[] values = {0, 1, 2, 3, 4, 5};

        float[] large = Pixels.enlarge(values, Grid.of(1, 6), Grid.of(1, 18));

        for (int x = 6; x < 12; x++) {
            assertThat(large[x]).isCloseTo((x - 1) / 3f, offset(1e-5f));
        }
    }

    @Test
    void enlargedClassesKeepTheirBorderInTheMiddle() {
        assertThat(Pixels.enlargeClasses(new byte[] {3, 5}, Grid.of(1, 2), Grid.of(1, 8)))
                .containsExactly(3, 3, 3, 3, 5, 5, 5, 5);
    }

    @Test
    void enlargedClassesAreOnesThatWereThere() {
        Random random = new Random(3);
        byte[] classes = new byte[49];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) (2 * random.nextInt(4));
        }

        assertThat(Pixels.enlargeClasses(classes, Grid.of(7, 7), Grid.of(40, 33)))
                .containsOnly(0, 2, 4, 6);
    }

    @Test
    void mixesEachChannelAlone() {
        assertThat(Pixels.mix(0xFF0000, 0x0000FF, 0)).isEqualTo(0xFF0000);
        assertThat(Pixels.mix(0xFF0000, 0x0000FF, 1)).isEqualTo(0x0000FF);
        assertThat(Pixels.mix(0x000000, 0x204060, 0.5)).isEqualTo(0x102030);
    }

    @Test
    void givesThePapersOrgansTheirHuesAndEveryOrganItsOwnColour() {
        List<Color> colours = OrganColours.of(List.of(
                "spleen", "Left Kidney", "right kidney", "liver", "pancreas", "aorta", "stomach", "gallbladder"));

        assertThat(colours.get(0).getRed()).isGreaterThan(4 * colours.get(0).getGreen());
        assertThat(colours.get(1).getGreen()).isGreaterThan(colours.get(1).getBlue());
        assertThat(colours.get(4).getBlue()).isGreaterThan(colours.get(4).getGreen());
        assertThat(new HashSet<>(colours)).hasSize(8);
    }
}
