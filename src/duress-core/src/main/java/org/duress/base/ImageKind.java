package org.duress.base;

/** What an image is, and the words for it in messages, notes and reports: the one place that chooses them. */
public enum ImageKind {
    SLICE("slice", "pixel", "px"),
    VOLUME("volume", "voxel", "voxels");

    private final String image;
    private final String point;
    private final String unit;

    ImageKind(String image, String point, String unit) {
        this.image = image;
        this.point = point;
        this.unit = unit;
    }

    /** Of images of two or three axes. */
    public static ImageKind of(int dimensions) {
        return dimensions == 2 ? SLICE : VOLUME;
    }

    /** "slice". */
    public String image() {
        return image;
    }

    /** "slices". */
    public String images() {
        return image + "s";
    }

    /** "pixel". */
    public String point() {
        return point;
    }

    /** "pixels". */
    public String points() {
        return point + "s";
    }

    /** A distance of so many points: "px". */
    public String unit() {
        return unit;
    }
}
