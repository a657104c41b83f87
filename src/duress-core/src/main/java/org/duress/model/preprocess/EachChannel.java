package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.data.Acquisition;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;

/** Other steps of intensities for each channel. */
final class EachChannel implements Stage {
    private final List<List<Stage>> steps;

    EachChannel(List<List<Stage>> steps) {
        this.steps = steps;
    }

    @Override
    public Grid grid(Grid images) {
        return images;
    }

    @Override
    public Passage passage(ImageBatch images, Answers answers) {
        int channels = images.channels();
        if (channels != steps.size()) {
            throw new DuressException("model.preprocess has steps for " + steps.size() + " channels, but the images"
                    + " have " + channels + "; give one list of steps a channel");
        }
        float[] after = new float[images.pixels().length];
        List<List<Passage>> ways = new ArrayList<>();
        List<List<Acquisition>> last = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            List<Passage> way = new ArrayList<>();
            ImageBatch one = one(images, channel);
            for (Stage stage : steps.get(channel)) {
                way.add(stage.passage(one, answers));
                one = way.get(way.size() - 1).images();
            }
            put(one.pixels(), after, channel, channels);
            ways.add(way);
            last.add(one.acquisitions());
        }
        return new Changed(images.with(after, scaled(images, last)), ways);
    }

    /** What is known of each image, of whose channels each has changed by itself. */
    private static List<Acquisition> scaled(ImageBatch images, List<List<Acquisition>> channels) {
        return IntStream.range(0, images.count())
                .mapToObj(image -> images.acquisitions()
                        .get(image)
                        .scaled(channels.stream()
                                .map(own -> own.get(image).scales().get(0))
                                .toList()))
                .toList();
    }

    private static ImageBatch one(ImageBatch images, int channel) {
        List<Acquisition> acquisitions = images.acquisitions().stream()
                .map(all -> all.scaled(List.of(all.scales().get(channel))))
                .toList();
        return new ImageBatch(
                taken(images.pixels(), channel, images.channels()), images.count(), images.grid(), 1, acquisitions);
    }

    private static float[] taken(float[] all, int channel, int channels) {
        float[] own = new float[all.length / channels];
        for (int p = 0; p < own.length; p++) {
            own[p] = all[p * channels + channel];
        }
        return own;
    }

    private static void put(float[] own, float[] all, int channel, int channels) {
        for (int p = 0; p < own.length; p++) {
            all[p * channels + channel] = own[p];
        }
    }

    private record Changed(ImageBatch images, List<List<Passage>> ways) implements Passage.OfImages {
        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            float[] behind = own.inputGradient(gradient);
            float[] all = new float[behind.length];
            int channels = ways.size();
            for (int channel = 0; channel < channels; channel++) {
                float[] pulled = taken(behind, channel, channels);
                for (int s = ways.get(channel).size() - 1; s >= 0; s--) {
                    pulled = ways.get(channel).get(s).inputGradient(pulled, Known.NOTHING);
                }
                put(pulled, all, channel, channels);
            }
            return all;
        }
    }

    /** What lies behind a channel's steps has been pulled back already. */
    private enum Known implements DifferentiableModel.Forward {
        NOTHING;

        @Override
        public float[] probabilities() {
            throw new IllegalStateException("steps of intensities do not ask for answers");
        }

        @Override
        public float[] inputGradient(float[] behind) {
            return behind;
        }
    }
}
