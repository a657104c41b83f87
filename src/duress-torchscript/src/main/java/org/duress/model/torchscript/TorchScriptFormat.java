package org.duress.model.torchscript;

import java.nio.file.Path;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.model.ModelFile;
import org.duress.model.ModelFormat;
import org.duress.model.SegmentationModel;
import org.duress.spec.ModelSpec;

/**
 * TorchScript: what {@code torch.jit.script}, {@code trace} or {@code freeze} saved, run by PyTorch.
 *
 * <p>The module always runs in evaluation mode, in the backward pass too, and its parameters get no gradients. It is
 * called with {@code float32} images, {@code [batch, channels, height, width]} unless {@code model.layout} says
 * otherwise, or where it takes none with volumes, {@code [batch, channels, depth, height, width]}, and answers with a
 * tensor of that order, or a tuple, list or dictionary that holds one: {@code model.output} names it by its key, or its
 * place from 0, where several could be meant. Images are {@code float64} where all weights are.
 *
 * <p>What torch does with a file: it reads tensors from the zip archive, compiles the archive's own TorchScript code,
 * and interprets it. It trusts the file: its sizes, its classes, its checksums; and it has operators that read and
 * write files. So a file is read as data first, and refused where a checksum is wrong, a tensor reaches beyond its
 * bytes, an object is not what its class declares, or code calls an operator that is not known to compute and nothing
 * else. Torch gets an archive that is written anew from what was read. A TorchScript file is still a program, which
 * may run long and ask for much memory: use those you would run in Python.
 *
 * <p>DJL unpacks PyTorch's libraries to its cache folder (environment variable or system property {@code
 * DJL_CACHE_DIR}, default {@code ~/.djl.ai}); nothing is downloaded or reported. Torch runs with as many threads as
 * {@code ai.djl.pytorch.num_threads} says, else {@code OMP_NUM_THREADS}, else all cores; a fixed number gives the same
 * numbers each time. Where other programs compete for the cores, 1 is faster: its threads wait for each other.
 */
public final class TorchScriptFormat implements ModelFormat {
    @Override
    public String name() {
        return "torchscript";
    }

    @Override
    public Optional<Path> sample() {
        return Optional.of(Path.of("classpath:org/duress/model/torchscript/sample.pt"));
    }

    /**
     * Opens a model and tries it on small noise images.
     *
     * @throws DuressException if the file is missing, no TorchScript, or too large; if PyTorch does not start; if the
     *     module takes no images of 1 or 3 channels, or answers with something other than one number a class and pixel
     *     that has a gradient; or if its answers are not repeatable or depend on what else is in the
     *     batch
     */
    @Override
    public SegmentationModel open(ModelSpec spec) {
        byte[] file = ModelFile.read(spec);
        try (TorchArchive archive = TorchArchive.open(spec, file)) {
            return TorchScriptModel.open(spec, archive, ModelFile.fingerprint(spec, file));
        }
    }
}
