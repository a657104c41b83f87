package org.duress.gate.baseline;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.ImageKind;
import org.duress.base.Scope;
import org.duress.data.CohortSplit;
import org.duress.model.ImageSource;
import org.duress.store.Fingerprint;

/** Fingerprints of pixels as the model sees them, whatever files they came from. */
public final class DataFingerprint {
    private DataFingerprint() {}

    /** Images alone, and where they count: what an attacker's training depends on. */
    public static String of(ImageSource images) {
        Grid grid = images.grid();
        Fingerprint fingerprint = new Fingerprint().add("height", grid.rows()).add("width", grid.columns());
        if (grid.kind() == ImageKind.VOLUME) {
            // How far control points are apart depends on it.
            fingerprint
                    .add("planes", grid.planes())
                    .add("spacing", grid.spacing().toString());
        }
        // What was stored is older than channels.
        if (images.channels() > 1) {
            fingerprint.add("channels", images.channels());
        }
        long pixels = (long) images.count() * grid.voxels() * images.channels();
        fingerprint.add(
                "pixels",
                pixels,
                IntStream.range(0, images.count())
                        .mapToObj(i -> images.some(i, i + 1).pixels()));
        for (int i = 0; i < images.count(); i++) {
            Scope scope = images.some(i, i + 1).scope(0);
            if (!scope.all()) {
                fingerprint.add("scope of " + i, Arrays.toString(scope.over(new byte[grid.voxels()])));
            }
        }
        return fingerprint.hex();
    }

    /** Images and labels of both parts, and the organs: what a result depends on. */
    public static String of(List<String> organs, CohortSplit split) {
        Fingerprint fingerprint = new Fingerprint();
        organs.forEach(organ -> fingerprint.add("organ", organ));
        split.attacker().forEach(subject -> fingerprint.add("attacker", subject.fingerprint()));
        split.gate().forEach(subject -> fingerprint.add("gate", subject.fingerprint()));
        return fingerprint.hex();
    }
}
