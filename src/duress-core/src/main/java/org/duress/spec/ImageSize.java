package org.duress.spec;

/** Height and width in pixels; both at least 1. */
public record ImageSize(int height, int width) {
    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("image size must be at least 1 x 1, not " + height + " x " + width);
        }
    }

    @Override
    public String toString() {
        return height + " x " + width;
    }
}
