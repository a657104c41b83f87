package org.duress.model.openinference;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.duress.base.Grid;
import org.duress.model.ModelFile;
import org.duress.spec.ModelSpec;

/**
 * Tells one served model from another. Its weights cannot be seen, so what it says of one image stands for them: for
 * each class and each of 4 x 4 parts of the image, of a volume 4 x 4 x 4, the mean probability. Rounded to 1e-3, since
 * a mean that lies at the edge of a step flips with the last bit of a server's arithmetic: that rarely happens to 80
 * numbers and steps of 1e-3, while a change of the weights that moves the means by 1e-4 hardly ever leaves all 80 where
 * they were.
 */
final class Fingerprint {
    private static final int PARTS = 4;
    private static final double STEP = 1e-3;

    private Fingerprint() {}

    /**
     * SHA-256 (hex).
     *
     * @param provenance of the host; a digest of the image counts
     * @param authorization what does not count, should the server repeat it
     */
    static String of(
            ModelSpec spec,
            Metadata.Model metadata,
            Probe probe,
            Map<String, String> provenance,
            Authorization authorization) {
        Signature signature = probe.inference().signature();
        String text = String.join(
                "|",
                probe.inference().endpoints().name(),
                probe.version(),
                metadata.platform(),
                Words.list(metadata.inputs()),
                signature.output().toString(),
                provenance.getOrDefault("imageDigest", ""),
                probe.grid().toString());
        return ModelFile.fingerprint(spec, authorization.without(text).getBytes(StandardCharsets.UTF_8), means(probe));
    }

    /** {@code [part, part, class]}, of volumes {@code [part, part, part, class]}, in steps. */
    private static byte[] means(Probe probe) {
        int classes = probe.heads().classes();
        Grid grid = probe.grid();
        int[] counts = new int[grid.rank() == 2 ? PARTS * PARTS : PARTS * PARTS * PARTS];
        double[] sums = new double[counts.length * classes];
        int at = 0;
        for (int z = 0; z < grid.planes(); z++) {
            int slab = z * PARTS / grid.planes() * PARTS;
            for (int y = 0; y < grid.rows(); y++) {
                int row = (slab + y * PARTS / grid.rows()) * PARTS;
                for (int x = 0; x < grid.columns(); x++) {
                    int part = row + x * PARTS / grid.columns();
                    counts[part]++;
                    for (int c = 0; c < classes; c++) {
                        sums[part * classes + c] += probe.probabilities()[at++];
                    }
                }
            }
        }
        ByteBuffer steps = ByteBuffer.allocate(sums.length * Integer.BYTES);
        for (int i = 0; i < sums.length; i++) {
            steps.putInt((int) Math.round(sums[i] / Math.max(counts[i / classes], 1) / STEP));
        }
        return steps.array();
    }
}
