package org.duress.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duress.net.Graph;
import org.duress.net.Network;

/**
 * Writes the small untrained U-Nets of three channels, and of volumes, that {@link FormatsAgreeTest} has in several
 * formats:
 *
 * <pre>
 * java org.duress.model.WriteSmallUNets src/duress-acceptance/src/test/resources/org/duress/model/formats
 * </pre>
 *
 * <p>The other formats are made of them by {@code export_phantom_unet.py} and {@code OneNetworkInJava}.
 */
final class WriteSmallUNets {
    private static final int BASE = 3;
    private static final int LEVELS = 2;
    private static final int CLASSES = 4;
    private static final long SEED = 8;

    private WriteSmallUNets() {}

    public static void main(String[] arguments) throws IOException {
        write(UNet.graph(3, BASE, LEVELS, CLASSES), Path.of(arguments[0], "colour-unet.zip"));
        write(UNet.graph(3, 1, BASE, LEVELS, CLASSES), Path.of(arguments[0], "volume-unet.zip"));
    }

    private static void write(Graph graph, Path file) throws IOException {
        Random random = new Random(SEED);
        Map<String, float[]> values =
                new LinkedHashMap<>(Network.initialised(graph, SEED).values());
        values.replaceAll((name, value) -> {
            float[] moved = value.clone();
            for (int i = 0; i < moved.length; i++) {
                // Batch norms would be at the identity; variances stay above 0.
                moved[i] += (float) (0.3 * (random.nextDouble() - 0.5));
            }
            return moved;
        });
        DuressFormat.archive(Network.of(graph, values), List.of("first", "second", "third"), Map.of())
                .write(file);
    }
}
