package org.duress.model;

/**
 * What a model says of a batch.
 *
 * @param probabilities {@code [count, height, width, classes]} row-major, each pixel's summing to 1
 * @param classMap the model's own choice, a class for each pixel, {@code [count, height, width]} row-major
 */
public record Segmentation(float[] probabilities, byte[] classMap) {}
