package org.duress.gate;

import java.util.List;
import org.duress.data.CohortSplit;
import org.duress.data.Organ;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.store.Fingerprint;

/** Fingerprints of pixels as the model sees them, whatever files they came from. */
final class DataFingerprint {
    private DataFingerprint() {}

    /** Images alone: what an attacker's training depends on. */
    static String of(ImageBatch images) {
        return new Fingerprint()
                .add("height", images.height())
                .add("width", images.width())
                .add("pixels", images.pixels())
                .hex();
    }

    /** Images and labels of both parts: what a result depends on. */
    static String of(List<Organ> organs, CohortSplit split) {
        Fingerprint fingerprint = new Fingerprint();
        organs.forEach(organ -> fingerprint.add("organ", organ.name()));
        split.attacker().forEach(subject -> add(fingerprint, "attacker", subject));
        split.gate().forEach(subject -> add(fingerprint, "gate", subject));
        return fingerprint.hex();
    }

    private static void add(Fingerprint fingerprint, String part, Subject subject) {
        fingerprint.add(part, subject.id());
        for (Slice slice : subject.slices()) {
            fingerprint
                    .add("slice", slice.name())
                    .add("height", slice.height())
                    .add("width", slice.width())
                    .add("image", slice.image())
                    .add("classes", slice.classes());
        }
    }
}
