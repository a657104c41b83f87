package org.duress.attack.substitute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.attack.ControlSpacing;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.base.Seeds;
import org.duress.model.ImageBatch;
import org.duress.model.ImageSource;
import org.duress.model.NetworkTraining;
import org.duress.model.Padding;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.model.UNet;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.spec.AttackSpec;
import org.duress.spec.SubstituteSettings;

/**
 * Trains a differentiable substitute for a model that gives no gradients: the standard U-Net learns the model's own
 * soft answers on the attacker-training slices, or patches of volumes (Papernot et al. 2017; Hinton et al. 2015), and
 * on copies of them under random smooth fields of many sizes, for there it will be asked for gradients. The model's
 * answers are asked for once, before the first step.
 */
public final class SubstituteTrainer {
    /** Part of a substitute's fingerprint: raise it when training changes what comes out. */
    public static final int VERSION = 2;

    private static final int BASE = 8;
    private static final int LEVELS = 4;
    /** Images a step: of volumes two have more points than eight slices. */
    private static final int SLICES = 8;

    private static final int VOLUMES = 2;
    private static final double PEAK_RATE = 4e-3;
    private static final int ASKED_AT_ONCE = 8;
    private static final int SPACING = 8;
    /** Sizes of the random fields, largest: between a sixteenth of it and it, evenly on a logarithmic scale. */
    private static final RandomFields.Size LARGEST = new RandomFields.Size(2, 0.6);

    private static final double RANGE = 16;

    private SubstituteTrainer() {}

    /**
     * Asks the model, then trains. Resumes from a checkpoint in {@code work}; the model is asked again then.
     *
     * @param model the model under test
     * @param images all slices of the attacker-training subjects, or patches of their volumes; padded along those axes
     *     that are no multiple of 8, and the answers with them
     * @param spec what it says of the substitute, its seed, and how far control points are apart
     * @param work folder for checkpoints; need not exist; to be deleted once the substitute is kept
     * @throws DuressException if the thread was interrupted
     */
    public static Substitute train(
            SegmentationModel model, ImageSource images, AttackSpec spec, Path work, Progress progress) {
        int axes = images.grid().rank();
        SubstituteSettings settings = spec.substitute();
        Padding padding = new Padding(images.grid(), 1 << (LEVELS - 1));
        Answers answers = ask(model, images, padding, spec, progress);
        Network network = Network.initialised(graph(axes, images.channels(), model.classes()), spec.seed());
        NetworkTraining.run(
                "substitute",
                network,
                padding.padded(),
                new NetworkTraining.Settings(settings.steps(), axes == 2 ? SLICES : VOLUMES, PEAK_RATE, spec.seed()),
                answers,
                Optional.of(work.resolve("substitute.checkpoint")),
                progress);
        return new Substitute(network, model.sets(), settings.steps());
    }

    /** The substitute of a model of images of so many axes, and so many channels and classes. */
    static Graph graph(int axes, int channels, int classes) {
        return UNet.graph(axes, channels, BASE, LEVELS, classes);
    }

    private static Answers ask(
            SegmentationModel model, ImageSource images, Padding padding, AttackSpec spec, Progress progress) {
        int copies = spec.substitute().copies();
        ControlSpacing spacing = ControlSpacing.of(spec);
        int total = images.count() * (1 + copies);
        int padded = padding.padded().voxels();
        Answers answers = new Answers(padded, images.channels(), model.sets());
        for (int from = 0; from < images.count(); from += ASKED_AT_ONCE) {
            if (Thread.currentThread().isInterrupted()) {
                throw new DuressException("interrupted before the model had answered for all attacker-training "
                        + images.grid().kind().images());
            }
            int to = Math.min(images.count(), from + ASKED_AT_ONCE);
            ImageBatch clean = images.some(from, to);
            List<ImageBatch> asked = new ArrayList<>(List.of(clean));
            for (int copy = 0; copy < copies; copy++) {
                asked.add(Warp.perturb(
                        clean, fields(clean, spacing, new Random(Seeds.askedCopy(spec.seed(), from, copy)))));
            }
            List<Segmentation> segmentations = model.segmentAll(asked);
            for (int k = 0; k < asked.size(); k++) {
                float[] own = padding.pad(asked.get(k)).pixels();
                float[] soft = padding.pad(segmentations.get(k).probabilities(), to - from, model.classes());
                for (int i = 0; i < to - from; i++) {
                    answers.add(own, soft, i);
                }
            }
            progress.step("ask the model", answers.count(), total, "soft answers for the substitute");
        }
        return answers;
    }

    private static Perturbation fields(ImageBatch images, ControlSpacing spacing, Random random) {
        double d = LARGEST.deformation() * Math.pow(RANGE, -random.nextDouble());
        double v = LARGEST.intensity() * Math.pow(RANGE, -random.nextDouble());
        return new RandomFields(new RandomFields.Size(d, v), spacing.on(images.grid(), SPACING))
                .perturb(images, 1, random.nextLong())
                .get(0);
    }
}
