package org.duress.data;

import java.util.List;

/**
 * One patient (or phantom): the unit of splitting and of Dice.
 *
 * @param id the subject's id
 * @param slices in axial order, all of one size; or one, a volume of its own size
 */
public record Subject(String id, List<Slice> slices) {
    public Subject {
        slices = List.copyOf(slices);
    }

    /**
     * SHA-256 (hex) of id, slice names, sizes, spacing of volumes, channels where there are several, images and
     * classes, and of what the images' numbers stand for where that is known: a model whose preprocessing goes back to
     * it sees other images.
     */
    public String fingerprint() {
        Digest digest = new Digest().add(id).add(slices.size());
        List<IntensityScale> scales = List.of();
        for (Slice slice : slices) {
            digest.add(slice.name());
            slice.grid().sizes().forEach(digest::add);
            if (slice.volume()) {
                // Fields on volumes are made in millimetres.
                slice.grid().spacing().forEach(spacing -> digest.add(spacing.toString()));
            }
            if (slice.channels() > 1) {
                digest.add(slice.channels());
            }
            digest.add(slice.image()).add(slice.classes());
            if (!slice.scales().equals(scales)) {
                scales = slice.scales();
                scales.forEach(scale -> scale.addTo(digest));
            }
        }
        return digest.hex();
    }
}
