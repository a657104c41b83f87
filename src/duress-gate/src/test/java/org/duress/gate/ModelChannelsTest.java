package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.IntensityScale;
import org.duress.data.Slice;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.result.RobustnessResult;
import org.junit.jupiter.api.Test;

/** A run with a model of other channels than the cohort. */
class ModelChannelsTest {
    /** Sees the last of its channels alone. */
    private static final class Last extends ForwardingModel {
        private final int channels;

        Last(int channels) {
            super(new BandModel(2));
            this.channels = channels;
        }

        @Override
        public int channels() {
            return channels;
        }

        @Override
        protected Passage passage(ImageBatch images) {
            float[] all = images.ofChannels(channels);
            float[] last = new float[all.length / channels];
            for (int i = 0; i < last.length; i++) {
                last[i] = all[i * channels + channels - 1];
            }
            ImageBatch seen = new ImageBatch(last, images.count(), images.grid());
            return new Passage() {
                @Override
                public ImageBatch images() {
                    return seen;
                }

                @Override
                public float[] probabilities(float[] own) {
                    return own;
                }

                @Override
                public byte[] classMap(Segmentation own) {
                    return own.classMap();
                }

                @Override
                public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
                    return new float[all.length];
                }
            };
        }
    }

    private static Slice slice(String name, int channels) {
        byte[] classes = {1, 1, 0, 0, 0, 0, 0, 0};
        float[] image = new float[classes.length * channels];
        for (int i = 0; i < image.length; i++) {
            image[i] = classes[i / channels];
        }
        return new Slice(name, Grid.of(2, 4), image, classes, Collections.nCopies(channels, IntensityScale.NONE));
    }

    private static GateRun run(int wanted, int given) {
        GateRun run = new GateRun().attacker("t", slice("t_z0", given)).gate("g", slice("g_z0", given));
        run.model = new Last(wanted);
        run.attack = GateRun.intensity(-0.1f);
        return run;
    }

    @Test
    void oneChannelReachesAModelOfThreeAndItIsSaid() {
        RobustnessResult result = run(3, 1).run().result();

        assertThat(result.organ("liver").cleanDice()).isEqualTo(1);
        assertThat(result.warnings())
                .anySatisfy(sentence -> assertThat(sentence)
                        .startsWith("the model takes 3 channels and the images have one, so that the same slice is"
                                + " given three times"));
        assertThat(result.evidence().origin().modelProvenance())
                .containsEntry("channels", "the model takes 3, and is given the same image in each");
    }

    @Test
    void anyOtherNumberEndsTheRunBeforeItBegins() {
        GateRun run = run(4, 2);

        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("the model takes images of 4 channels but those of the cohort have 2 [channel"
                        + " 1, channel 2]");
        assertThat(run.trainedOn).isEqualTo(List.of());
    }
}
