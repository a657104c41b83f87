package org.duress.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.duress.DuressException;
import org.duress.spec.ModelSpec;

/**
 * A model of several channels that is given the same one in all of them, as models trained on colour pictures are given
 * grey ones. The channel gets the gradient of all its copies.
 */
public final class RepeatedChannel extends ForwardingModel {
    /** Red, green and blue. */
    private static final int COLOURS = 3;

    private RepeatedChannel(SegmentationModel model) {
        super(model);
    }

    /**
     * A model for images of these channels.
     *
     * @param model closed with the result
     * @param channels names of the images' channels
     * @param warn hears that one channel goes into three that nobody said are the same
     * @return the model itself where it takes as many; one that repeats the channel where the images have one and it
     *     takes three
     * @throws DuressException if it takes another number
     */
    public static SegmentationModel fit(
            SegmentationModel model, ModelSpec spec, List<String> channels, Consumer<String> warn) {
        int wanted = model.channels();
        int given = channels.size();
        if (wanted == given) {
            return model;
        }
        if (!fits(given, wanted)) {
            throw new DuressException("the model takes images of " + count(wanted) + " but those of the cohort have "
                    + given + " " + channels + "; give it those that it was trained on by cohort.channels"
                    + beside(wanted, given));
        }
        if (spec.channels().isEmpty()) {
            warn.accept("the model takes 3 channels and the images have one, so that the same slice is given three"
                    + " times; set model.channels: 3 if it was trained so"
                    + beside(wanted, given));
        }
        return new RepeatedChannel(model);
    }

    /** Whether images of so many channels can be given to a model of so many by repeating them. */
    public static boolean fits(int given, int wanted) {
        return given == 1 && wanted == COLOURS;
    }

    private static String count(int channels) {
        return channels + (channels == 1 ? " channel" : " channels");
    }

    /** What a model that sees the slices beside its own needs. */
    private static String beside(int wanted, int given) {
        int slices = wanted / given;
        return wanted % given == 0 && slices % 2 == 1
                ? ", or, if it sees the slices beside the one that it segments (2.5-D), model.preprocess: -"
                        + " neighbours: "
                        + slices / 2
                : "";
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return new Repeated(images.repeated(delegate().channels()), images.pixels().length);
    }

    private record Repeated(ImageBatch images, int length) implements Passage {
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
            float[] copies = own.inputGradient(gradient);
            int channels = images.channels();
            float[] sums = new float[length];
            for (int i = 0; i < copies.length; i++) {
                sums[i / channels] += copies[i];
            }
            return sums;
        }
    }

    @Override
    public Map<String, String> provenance() {
        Map<String, String> all = new LinkedHashMap<>(super.provenance());
        all.put("channels", "the model takes " + delegate().channels() + ", and is given the same image in each");
        return all;
    }
}
