package org.duress.gate;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.OrganLimits;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.gate.baseline.Clock;
import org.duress.gate.harden.AdversarialLearner;
import org.duress.gate.harden.Images;
import org.duress.model.DuressFormat;
import org.duress.model.FittedModel;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.NetworkTraining;
import org.duress.model.SegmentationModel;
import org.duress.model.TunedNetwork;
import org.duress.model.preprocess.Preprocessing;
import org.duress.net.NetworkArchive;
import org.duress.result.HardeningRound;
import org.duress.spec.HardeningSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.store.Fingerprint;

/**
 * Trains a model's network further on attacks against it, on the attacker subjects of a spec: gate subjects are never
 * seen. A killed run goes on from its checkpoint, and comes to the same weights. The same settings, model, data and
 * machine give the same weights, with any number of threads.
 */
public final class Hardening {
    private final RobustnessSpec spec;
    private final HardeningSpec how;
    private final Path work;

    /**
     * A hardening.
     *
     * @param spec names the budget, what stands before the network, and the subjects
     * @param how it is trained
     * @param work folder of checkpoints; made when missing
     */
    public Hardening(RobustnessSpec spec, HardeningSpec how, Path work) {
        this.spec = spec;
        this.how = how;
        this.work = work;
    }

    /**
     * Trains. The model stays as it is.
     *
     * @param model as its format opens it, without what stands before it
     * @throws DuressException if it cannot be trained, or there are too few subjects
     */
    public Hardened run(NetworkModel model, Cohort cohort, Progress progress) {
        Clock clock = new Clock();
        if (spec.budget().perceptibility() == 0) {
            throw new DuressException("budget.perceptibility is 0, which allows no attack to harden against; raise it");
        }
        cohort.requireDimensions(spec.cohort().dimensions());
        CohortSplit split = Cohorts.split(cohort, spec.cohort());
        Images images =
                Images.of(split.attacker(), how.validation(), spec.attack().seed());
        UnaryOperator<SegmentationModel> before = network -> FittedModel.of(
                        Preprocessing.before(network, spec.model()), spec.model(), cohort, sentence -> {})
                .mapped();
        TunedNetwork tuned = TunedNetwork.of(model, before, examples(images));
        Path checkpoint = file(model, images);
        try (AdversarialLearner learner = new AdversarialLearner(
                tuned,
                before,
                images,
                spec.budget(),
                OrganLimits.of(spec, cohort.organNames()),
                how,
                work.resolve("attackers"),
                progress)) {
            NetworkTraining.run(
                    "hardened network",
                    tuned.network(),
                    new NetworkTraining.Settings(
                            how.steps(),
                            how.batch(),
                            how.peakRate(),
                            how.attack().seed()),
                    learner,
                    Optional.of(checkpoint),
                    progress);
            List<HardeningRound> rounds = learner.finish();
            NetworkArchive archive =
                    DuressFormat.archive(tuned.network(), model.organs(), Map.of("hardened", how.words()));
            return new Hardened(
                    archive,
                    tuned.network(),
                    tuned.grid(),
                    rounds,
                    learner.best(),
                    learner.passes(),
                    clock.seconds(),
                    checkpoint);
        }
    }

    /** One image of each size. */
    private static List<ImageBatch> examples(Images images) {
        return images.training().stream()
                .collect(Collectors.toMap(image -> image.grid().sizes(), image -> image, (one, other) -> one))
                .values()
                .stream()
                .map(ImageBatch::of)
                .toList();
    }

    /** Another model, other images or other settings go on with nothing of these. */
    private Path file(NetworkModel model, Images images) {
        Fingerprint fingerprint = new Fingerprint()
                .add("model", model.fingerprint())
                .add("settings", how.text())
                .add("budget", spec.budget().toString())
                .add("before", Preprocessing.words(spec.model()));
        for (Slice image : images.training()) {
            fingerprint.add("image", image.image()).add("classes", image.classes());
        }
        return work.resolve(String.format(
                Locale.ROOT, "hardening-%s.checkpoint", fingerprint.hex().substring(0, 16)));
    }
}
