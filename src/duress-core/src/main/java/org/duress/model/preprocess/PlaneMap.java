package org.duress.model.preprocess;

import org.duress.data.AxisMap;

/** A linear map of images, along rows' axis and along columns', and its adjoint. */
record PlaneMap(AxisMap rows, AxisMap columns) {
    /**
     * Applies it.
     *
     * @param values {@code [count, rows.from, columns.from, channels]} row-major
     * @return {@code [count, rows.to, columns.to, channels]}; the argument itself where nothing changes
     */
    float[] apply(float[] values, int count, int channels) {
        float[] tall = rows.apply(values, count, columns.from() * channels);
        return columns.apply(tall, count * rows.to(), channels);
    }

    /** The adjoint of {@link #apply}. */
    float[] adjoint(float[] gradient, int count, int channels) {
        float[] tall = columns.adjoint(gradient, count * rows.to(), channels);
        return rows.adjoint(tall, count, columns.from() * channels);
    }
}
