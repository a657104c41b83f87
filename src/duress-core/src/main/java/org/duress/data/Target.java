package org.duress.data;

import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.ImageKind;
import org.duress.spec.CohortSpec;
import org.duress.spec.ImageSize;
import org.duress.spec.VoxelSpacing;

/**
 * What the images of a cohort are brought to.
 *
 * @param volumes whether an image is the volume of a subject; otherwise it is a slice
 * @param size of each; present for slices
 * @param spacing of each volume, where no size is given; volumes of neither keep their own grids
 */
record Target(boolean volumes, Optional<ImageSize> size, Optional<VoxelSpacing> spacing) {
    Target {
        size.ifPresent(each -> {
            ImageKind kind = volumes ? ImageKind.VOLUME : ImageKind.SLICE;
            long most = volumes ? RawSlice.MOST_VOXELS : RawSlice.MOST_PIXELS;
            if (each.pixels() > most) {
                throw new DuressException("cohort.size asks for " + kind.images() + " of " + each
                        + ", more than the " + most
                        + " " + kind.points() + " that a " + kind.image() + " can have; lower it");
            }
        });
    }

    static Target slices(ImageSize size) {
        return new Target(false, Optional.of(size), Optional.empty());
    }

    /**
     * That of a spec.
     *
     * @throws DuressException if it contradicts itself
     */
    static Target of(CohortSpec spec) {
        spec.contradiction().ifPresent(wrong -> {
            throw new DuressException(wrong.key() + " " + wrong.rule());
        });
        if (spec.size().isEmpty() && !spec.volumes()) {
            throw new DuressException(
                    CohortSpec.SIZE + " is missing; give the [height, width] that slices are" + " resampled to");
        }
        return new Target(spec.volumes(), spec.size(), spec.spacing());
    }

    /**
     * How an image of a subject gets there.
     *
     * @param first its first slice
     * @throws DuressException if it becomes too large, or no volume
     */
    Resampler resampler(String subject, RawSlice first) {
        if (!volumes) {
            return Resampler.sized(first.grid(), size.orElseThrow());
        }
        Grid scan = first.scan();
        if (scan.planes() == 1) {
            throw new DuressException("subject " + subject + " has one slice, " + first.name()
                    + ", where cohort.dimensions: 3 wants a volume of at least two; leave the subject out, or set"
                    + " cohort.dimensions: 2");
        }
        spacing.ifPresent(each -> require(
                subject, Resampler.spacedGrid(scan, each), first.channels().size()));
        Resampler resampler = spacing.map(each -> Resampler.spaced(scan, each))
                .or(() -> size.map(each -> Resampler.sized(scan, each)))
                .orElseGet(() -> Resampler.none(scan));
        require(subject, resampler.to(), first.channels().size());
        return resampler;
    }

    private void require(String subject, Grid grid, int channels) {
        String key = spacing.isPresent() ? "cohort.spacingMm" : "cohort.size";
        double values = channels;
        for (int size : grid.sizes()) {
            values *= size;
        }
        if (values > RawSlice.MOST_VOXELS) {
            throw new DuressException("the volume of subject " + subject + " has " + grid + " voxels"
                    + (channels == 1 ? "" : " of " + channels + " channels")
                    + spacing.map(each -> ", " + each + " apart").orElse("")
                    + ", more than the " + RawSlice.MOST_VOXELS + " intensities that a volume can have; "
                    + (spacing.isPresent() ? "raise " + key : "set " + key + " to less"));
        }
        if (grid.planes() == 1) {
            throw new DuressException(key + " brings the volume of subject " + subject + " to one plane, which is no"
                    + " volume; correct it, or leave the subject out");
        }
    }
}
