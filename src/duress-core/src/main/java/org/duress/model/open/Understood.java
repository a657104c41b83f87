package org.duress.model.open;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.model.NetworkModel;
import org.duress.model.RepeatedChannel;
import org.duress.model.SegmentationModel;
import org.duress.model.preprocess.Preprocessing;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;

/**
 * A spec with what the files beside its model say.
 *
 * @param spec as the gate runs it
 * @param asked the model as the spec says it
 * @param described the model as its files say it
 */
public record Understood(RobustnessSpec spec, ModelSpec asked, Described described) {
    /** A spec that says itself all that is known of its model. */
    public static Understood asSaid(RobustnessSpec spec) {
        return new Understood(spec, spec.model(), Described.of(spec.model()));
    }

    /**
     * The spec's cohort as its model needs it: with the slices above and below each, where it takes them.
     *
     * @throws DuressException as {@link #requireFits}, and if the cohort cannot be read
     */
    public Cohort cohort() {
        return requireFits(Cohorts.open(spec.cohort(), Preprocessing.neighbours(spec.model())));
    }

    /**
     * Refuses a cohort that has other channels than the files beside the model say, or the same in another order, and
     * one with an organ that they do not name. One channel may go into three.
     *
     * @return the cohort
     * @throws DuressException if it is such a cohort
     */
    public Cohort requireFits(Cohort cohort) {
        if (!described.channels().isEmpty()) {
            requireCount(cohort.channels());
            requireOrder(cohort.channels());
            requireNamed(cohort.organNames());
        }
        return cohort;
    }

    /**
     * The model.
     *
     * @throws DuressException as {@link Models#open}
     */
    public SegmentationModel open() {
        return Models.open(asked, described);
    }

    /**
     * The network alone, without what stands before it, to be trained further.
     *
     * @throws DuressException as {@link Models#open}, or if the model runs on another engine than the network core
     */
    public NetworkModel network() {
        SegmentationModel model = Models.alone(spec.model());
        if (model instanceof NetworkModel network) {
            return network;
        }
        model.close();
        throw new DuressException("a model of format "
                + spec.model().format() + " runs where it was made, and cannot be trained here; retrain it there, on"
                + " images that 'duress dataset' writes, and give the result by --retrained");
    }

    private void requireCount(List<String> given) {
        int wanted = described.channels().size();
        if (asked.channels().isEmpty() && given.size() != wanted && !RepeatedChannel.fits(given.size(), wanted)) {
            throw new DuressException("the cohort's channels are " + given + ", and " + model() + " takes "
                    + described.channels() + "; give it these by cohort.channels");
        }
    }

    private void requireOrder(List<String> given) {
        List<String> channels = given.stream().map(Understood::plain).toList();
        List<String> wanted =
                described.channels().stream().map(Understood::plain).toList();
        if (channels.size() == wanted.size()
                && !channels.equals(wanted)
                && new HashSet<>(channels).equals(new HashSet<>(wanted))) {
            throw new DuressException("the cohort's channels are " + given + ", and " + model() + " takes "
                    + described.channels() + ", the same in another order; put those of cohort.channels in the model's"
                    + " order");
        }
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ");
    }

    private void requireNamed(List<String> organs) {
        for (String organ : organs) {
            if (asked.classes().isEmpty() && !spec.model().classes().containsKey(organ)) {
                throw new DuressException(model() + " names the classes "
                        + spec.model().classes().keySet() + ", but not the cohort's organ '" + organ
                        + "'; use these names in cohort.organs, or say in model.classes which class is which organ");
            }
        }
    }

    private String model() {
        return "model " + asked.source().name();
    }
}
