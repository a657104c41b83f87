package org.duress.model.descriptor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bundles and plans, for mutants. */
public final class DescriptorFuzz {
    private static final String METADATA = """
            {"network_data_format": {
              "inputs": {"image": {"num_channels": 1, "spatial_shape": [64, 64], "channel_def": {"0": "image"}}},
              "outputs": {"pred": {"num_channels": 2, "spatial_shape": [64, 64],
                "channel_def": {"0": "background", "1": "organ"}}}}}
            """;

    private static final String JSON = """
            {"key": "image", "fine": true, "load": [{"_target_": "LoadImaged", "keys": "@key"}],
             "preprocessing": {"_target_": "Compose", "transforms": ["$@load + @load",
               {"_target_": "Orientationd", "keys": "@key", "axcodes": "RAS"},
               {"_target_": "Spacingd", "keys": "@key", "pixdim": "$[1.5, 1.5] if @fine else [3, 3]"},
               {"_target_": "ScaleIntensityRanged", "keys": "@key", "a_min": -57, "a_max": 164, "b_min": 0, "b_max": 1,
                "clip": true}]},
             "inferer": {"_target_": "SlidingWindowInferer", "roi_size": [96, 96], "overlap": "$1 - 40 / 96"},
             "postprocessing": {"_target_": "Compose", "transforms": [
               {"_target_": "Activationsd", "keys": "pred", "sigmoid": true},
               {"_target_": "AsDiscreted", "keys": "pred", "threshold": 0.5},
               {"_target_": "Lambdad", "keys": "pred",
                "func": "$lambda x: torch.where(x[[1]] > 0, 4, torch.where(x[[0]] > 0, 1, 0))"}]}}
            """;

    private static final String YAML = """
            preprocessing: &steps
              _target_: Compose
              transforms:
              - {_target_: LoadImaged, keys: image}
              - {_target_: NormalizeIntensityd, keys: [image], nonzero: true, channel_wise: 'True'}
            again: *steps
            inferer: {_target_: SimpleInferer}
            postprocessing:
              _target_: Compose
              transforms:
              - {_target_: AsDiscreted, keys: pred, argmax: true}
            """;

    private static final String PLANS = """
            {"transpose_forward": [0, 1, 2], "foreground_intensity_properties_per_channel":
               {"0": {"mean": 40.5, "std": 20, "percentile_00_5": -90, "percentile_99_5": 210.25}},
             "configurations": {"2d": {"inherits_from": "base", "patch_size": [96, 64]},
               "base": {"spacing": [0.75, 0.5], "normalization_schemes": ["CTNormalization"],
                 "use_mask_for_norm": [false]}}}
            """;

    private static final String DATASET = """
            {"channel_names": {"0": "CT"}, "labels": {"background": 0, "whole": [1, 2], "core": 2},
             "regions_class_order": [1, 2]}
            """;

    private DescriptorFuzz() {}

    /** Bundles of either language. */
    public static List<byte[]> bundles() throws IOException {
        return List.of(
                zip(Map.of("configs/metadata.json", METADATA, "configs/inference.json", JSON, "models/model.ts", "")),
                zip(Map.of("configs/metadata.json", METADATA, "configs/inference.yaml", YAML, "models/model.ts", "")));
    }

    /** A folder of nnU-Net. */
    public static List<byte[]> plans() throws IOException {
        return List.of(zip(Map.of("plans.json", PLANS, "dataset.json", DATASET, "network.onnx", "")));
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
