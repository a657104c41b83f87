package org.duress.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.duress.attack.substitute.SubstituteFuzz;
import org.duress.attack.vaegan.VaeGanAttacker;
import org.duress.attack.vaegan.VaeGanFuzz;
import org.duress.data.DataFuzz;
import org.duress.fuzz.FuzzTarget.Opening;
import org.duress.gate.release.BaselineFuzz;
import org.duress.model.DuressFormat;
import org.duress.model.UNet;
import org.duress.model.descriptor.DescriptorFuzz;
import org.duress.model.descriptor.MonaiBundle;
import org.duress.model.descriptor.NnUNetPlans;
import org.duress.model.open.Models;
import org.duress.model.openinference.ServerFuzz;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.spec.ModelSpec;
import org.duress.spec.read.SpecFiles;
import org.duress.store.StoreFuzz;

/** Every parser of bytes that others have written. A new one is a line of {@link #ALL}. */
final class Targets {
    private static final String RESOURCES = "src/duress-%s/src/test/resources/org/duress/model";

    static final List<FuzzTarget> ALL = List.of(
            FuzzTarget.of("spec", ".yaml", Container.PLAIN, 200, Targets::specs, SpecFiles::read),
            FuzzTarget.of(
                    "nifti-gz", ".nii.gz", Container.GZIP, 200, () -> DataFuzz.volumes(false), DataFuzz::niftiImage),
            FuzzTarget.of(
                    "nifti", ".nii", Container.PLAIN, 200, () -> DataFuzz.unzippedVolumes(false), DataFuzz::niftiImage),
            FuzzTarget.of(
                    "nifti-labels",
                    ".nii.gz",
                    Container.GZIP,
                    200,
                    () -> DataFuzz.volumes(true),
                    DataFuzz::niftiLabels),
            FuzzTarget.of("png", ".png", Container.PNG, 200, DataFuzz::pngs, DataFuzz::pngImage),
            FuzzTarget.of("png-labels", ".png", Container.PNG, 200, DataFuzz::pngs, DataFuzz::pngLabels),
            FuzzTarget.of("duress", ".zip", Container.ARCHIVE, 200, Targets::networks, model("duress")),
            FuzzTarget.of(
                    "dl4j",
                    ".zip",
                    Container.ZIP,
                    200,
                    files("formats/phantom-unet-small-dl4j.zip", "formats/volume-unet-dl4j.zip"),
                    model("dl4j")),
            FuzzTarget.of(
                    "keras",
                    ".h5",
                    Container.PLAIN,
                    200,
                    files("keras/sequential.h5", "keras/merges.h5"),
                    model("keras")),
            FuzzTarget.of(
                    "onnx",
                    ".onnx",
                    Container.PLAIN,
                    200,
                    files("onnx/attention-unet.onnx", "onnx/nhwc-unet.onnx", "onnx/layernorm-net.onnx"),
                    model("onnx")),
            FuzzTarget.of(
                    "samediff",
                    ".fb",
                    Container.PLAIN,
                    200,
                    files("formats/phantom-unet-small.fb", "formats/volume-unet.fb"),
                    model("samediff")),
            FuzzTarget.of(
                            "torchscript",
                            ".pt",
                            Container.ZIP,
                            200,
                            files(
                                    "torchscript/traced.pt",
                                    "torchscript/frozen.pt",
                                    "torchscript/dictionary.pt",
                                    "torchscript/pooled.pt"),
                            model("torchscript"))
                    .inItsOwnJvm(),
            FuzzTarget.of("monai", ".zip", Container.ZIP, 400, DescriptorFuzz::bundles, MonaiBundle::read),
            FuzzTarget.of("nnunet", ".zip", Container.ZIP, 400, DescriptorFuzz::plans, NnUNetPlans::read),
            FuzzTarget.of("counterexample", ".npz", Container.ZIP, 200, StoreFuzz::counterexamples, StoreFuzz::open),
            FuzzTarget.of("baseline", ".json", Container.PLAIN, 200, BaselineFuzz::verdicts, BaselineFuzz::open),
            FuzzTarget.of("attacker", ".attacker", Container.ARCHIVE, 200, VaeGanFuzz::attackers, VaeGanAttacker::load),
            FuzzTarget.of(
                    "substitute",
                    ".substitute",
                    Container.ARCHIVE,
                    200,
                    SubstituteFuzz::substitutes,
                    SubstituteFuzz::load),
            FuzzTarget.of(
                    "checkpoint", ".checkpoint", Container.ARCHIVE, 200, VaeGanFuzz::checkpoints, VaeGanFuzz::resume),
            FuzzTarget.of(
                    "server-metadata", ".json", Container.PLAIN, 40, ServerFuzz::metadata, ServerFuzz::openMetadata),
            FuzzTarget.of("server-json", ".json", Container.PLAIN, 40, ServerFuzz::json, ServerFuzz::openJson),
            FuzzTarget.of("server-binary", ".bin", Container.PLAIN, 40, ServerFuzz::binary, ServerFuzz::openBinary));

    private Targets() {}

    /** Those of these names. */
    static List<FuzzTarget> named(List<String> names) {
        return names.stream()
                .map(name -> ALL.stream()
                        .filter(target -> target.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no target " + name + ", only " + ALL)))
                .toList();
    }

    private static Opening model(String format) {
        return file -> Models.open(new ModelSpec(format, file)).close();
    }

    /** A file of the module whose test resources have it. */
    private static Path resource(String name) {
        return Stream.of("acceptance", "onnx", "keras", "nd4j", "torchscript", "served")
                .map(module -> Path.of(RESOURCES.formatted(module)).resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no module has " + name));
    }

    private static FuzzTarget.Seeds files(String... names) {
        return () -> Stream.of(names).map(name -> bytes(resource(name))).toList();
    }

    private static List<byte[]> specs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("robustness-specs"))) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".yaml"))
                    .sorted()
                    .map(Targets::bytes)
                    .toList();
        }
    }

    private static List<byte[]> networks() throws IOException {
        return written(DuressFormat.archive(Network.initialised(UNet.graph(4, 2, 3), 1), List.of("a", "b"), Map.of()));
    }

    private static List<byte[]> written(NetworkArchive archive) throws IOException {
        Path file = Files.createTempFile("fuzz", ".zip");
        archive.write(file);
        byte[] bytes = bytes(file);
        Files.delete(file);
        return List.of(bytes);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
