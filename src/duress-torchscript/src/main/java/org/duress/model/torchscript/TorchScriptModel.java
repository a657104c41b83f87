package org.duress.model.torchscript;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ComputeEngine;
import org.duress.model.DifferentiableModel;
import org.duress.model.Dimensions;
import org.duress.model.Heads;
import org.duress.model.ImageBatch;
import org.duress.model.ModelFile;
import org.duress.model.Padding;
import org.duress.spec.ModelSpec;

/** A TorchScript module as the model under test. */
final class TorchScriptModel implements DifferentiableModel {

    private final TorchModule module;
    private final TorchProbe probe;
    private final String name;
    private final String fingerprint;
    private final Map<List<Integer>, Optional<String>> misfits = new HashMap<>();

    private TorchScriptModel(TorchModule module, TorchProbe probe, String name, String fingerprint) {
        this.module = module;
        this.probe = probe;
        this.name = name;
        this.fingerprint = fingerprint;
    }

    /**
     * Loads and probes.
     *
     * @throws DuressException if PyTorch does not start, or the module cannot be used
     */
    static TorchScriptModel open(ModelSpec spec, TorchArchive archive, String fingerprint) {
        String name = "model " + ModelFile.location(spec);
        DataType numbers = numbers(archive, name);
        PtNDManager manager = TorchEngine.newManager();
        try {
            TorchModule module = TorchModule.load(manager, archive, ModelFile.location(spec));
            return new TorchScriptModel(module, TorchProbe.of(module, name, spec, numbers), name, fingerprint);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** What images a module takes: torch mixes no numbers in a convolution. */
    private static DataType numbers(TorchArchive archive, String name) {
        for (Tensors.Unit coarse : List.of(Tensors.Unit.HALF, Tensors.Unit.BFLOAT16)) {
            if (archive.numbers().contains(coarse)) {
                throw new DuressException(
                        name + " has " + coarse + " weights; export it after model.float(), since gradients of 16 bits"
                                + " are too coarse to attack with");
            }
        }
        boolean fine = archive.numbers().contains(Tensors.Unit.DOUBLE)
                && !archive.numbers().contains(Tensors.Unit.FLOAT);
        return fine ? DataType.FLOAT64 : DataType.FLOAT32;
    }

    @Override
    public List<String> organs() {
        return List.of();
    }

    @Override
    public int channels() {
        return probe.passes().imageChannels();
    }

    @Override
    public int classes() {
        return probe.heads().classes();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Map<String, String> provenance() {
        return probe.output().provenance();
    }

    @Override
    public void requireSize(Grid grid) {
        Dimensions.require(name, probe.size().rank(), grid);
        misfit(grid).ifPresent(reason -> {
            throw new DuressException(name + " cannot take images of " + grid + " pixels (" + reason
                    + "); set cohort.size to " + sizes(grid));
        });
    }

    @Override
    public boolean takes(Grid grid) {
        return grid.rank() == probe.size().rank() && misfit(grid).isEmpty();
    }

    private Optional<String> misfit(Grid grid) {
        return misfits.computeIfAbsent(grid.sizes(), size -> {
            try {
                int length = grid.voxels() * channels();
                probe.passes().forward(new ImageBatch(new float[length], 1, grid, channels()), false);
                return Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            } finally {
                probe.passes().close();
            }
        });
    }

    private String sizes(Grid grid) {
        return Padding.toWhatIsTaken(grid, this::takes)
                .map(Padding::advice)
                .orElse("the size it was made for, such as " + probe.size().sizes());
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        return probe.heads().probabilities(values(images, false));
    }

    @Override
    public ComputeEngine engine() {
        return TorchEngine.engine();
    }

    @Override
    public Forward forward(ImageBatch images) {
        float[] values = values(images, true);
        return new Run(values, probe.heads().probabilities(values), new float[images.pixels().length]);
    }

    private float[] values(ImageBatch images, boolean gradient) {
        try {
            return probe.passes().forward(images, gradient);
        } catch (IllegalArgumentException e) {
            throw new DuressException(
                    name + " cannot take images of " + images.grid() + " pixels ("
                            + e.getMessage() + "); set cohort.size to "
                            + sizes(images.grid()),
                    e);
        }
    }

    @Override
    public void close() {
        probe.passes().close();
        module.close();
    }

    private final class Run implements Forward {
        private final float[] values;
        private final float[] probabilities;
        private final float[] inputGradient;

        Run(float[] values, float[] probabilities, float[] inputGradient) {
            this.values = values;
            this.probabilities = probabilities;
            this.inputGradient = inputGradient;
        }

        @Override
        public float[] probabilities() {
            return probabilities;
        }

        @Override
        public float[] inputGradient(float[] probabilityGradient) {
            Heads heads = probe.heads();
            probe.passes().inputGradient(heads.pullBack(values, probabilities, probabilityGradient), inputGradient);
            return inputGradient;
        }
    }
}
