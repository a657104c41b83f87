package org.duress.net.nd4j.layer;

import java.util.function.DoubleSupplier;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.nd4j.array.Place;
import org.duress.net.nd4j.array.Transfer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation. Sums over pixels are products with a vector of ones; numbers per channel are computed in
 * double precision on the heap.
 */
final class BatchNormLayer extends Layer {
    private final double epsilon;
    private final DoubleSupplier momentum;
    private final INDArray gamma;
    private final INDArray beta;
    private final INDArray populationMean;
    private final INDArray populationVariance;
    private final @Nullable INDArray gammaGradient;
    private final @Nullable INDArray betaGradient;
    private final int channels;
    private final long count;
    private final INDArray mean;
    private final INDArray variance;
    private final INDArray ones;
    private final ChannelAffine affine;

    /**
     * A layer.
     *
     * @param momentum how far a batch moves the population statistics
     */
    BatchNormLayer(Op.BatchNorm norm, Place at, DoubleSupplier momentum) {
        super(at);
        this.epsilon = norm.epsilon();
        this.momentum = momentum;
        gamma = at.weight(Op.BatchNorm.GAMMA);
        beta = at.weight(Op.BatchNorm.BETA);
        populationMean = at.statistic(Op.BatchNorm.MEAN);
        populationVariance = at.statistic(Op.BatchNorm.VARIANCE);
        gammaGradient = at.gradient(Op.BatchNorm.GAMMA);
        betaGradient = at.gradient(Op.BatchNorm.BETA);
        channels = (int) gamma.length();
        count = output().values().length() / channels;
        mean = Nd4j.create(DataType.FLOAT, channels);
        variance = Nd4j.create(DataType.FLOAT, channels);
        ones = Nd4j.ones(DataType.FLOAT, 1, count);
        affine = new ChannelAffine(channels);
    }

    @Override
    public void forward(Statistics statistics) {
        if (statistics == Statistics.BATCH) {
            measure();
        } else {
            mean.assign(populationMean);
            variance.assign(populationVariance);
        }
        INDArray x = input().values();
        INDArray y = output().values();
        run("normal", () -> ChannelAffine.normalisation(x, mean, variance, gamma, beta, y, epsilon), x, y);
    }

    private void measure() {
        INDArray x = input().values();
        INDArray squares = scratch().get(0, x.shape());
        run("square", () -> NativeOp.product(x, x, squares), x, squares);
        float[] sum = sum(x);
        float[] sumOfSquares = sum(squares);
        float[] m = new float[channels];
        float[] v = new float[channels];
        float[] runningMean = Transfer.read(populationMean);
        float[] runningVariance = Transfer.read(populationVariance);
        double share = momentum.getAsDouble();
        for (int c = 0; c < channels; c++) {
            double average = sum[c] / (double) count;
            double spread = Math.max(0, sumOfSquares[c] / (double) count - average * average);
            m[c] = (float) average;
            v[c] = (float) spread;
            runningMean[c] += (float) (share * (average - runningMean[c]));
            runningVariance[c] += (float) (share * (spread - runningVariance[c]));
        }
        Transfer.write(m, mean);
        Transfer.write(v, variance);
        Transfer.write(runningMean, populationMean);
        Transfer.write(runningVariance, populationVariance);
    }

    @Override
    public void backward(Statistics statistics, boolean wantWeights, boolean[] wantInput) {
        INDArray g = output().gradient();
        INDArray x = input().values();
        boolean batch = statistics == Statistics.BATCH;
        float[] m = Transfer.read(mean);
        float[] v = Transfer.read(variance);
        float[] scale = Transfer.read(gamma);
        float[] sumG = new float[channels];
        double[] sumGxhat = new double[channels];
        if (wantWeights || batch) {
            INDArray gx = scratch().get(0, x.shape());
            run("product", () -> NativeOp.product(g, x, gx), g, x, gx);
            sumG = sum(g);
            float[] sumGx = sum(gx);
            for (int c = 0; c < channels; c++) {
                sumGxhat[c] = (sumGx[c] - (double) m[c] * sumG[c]) / Math.sqrt(v[c] + epsilon);
            }
        }
        if (wantWeights && gammaGradient != null && betaGradient != null) {
            float[] dGamma = new float[channels];
            for (int c = 0; c < channels; c++) {
                dGamma[c] = (float) sumGxhat[c];
            }
            Transfer.write(dGamma, gammaGradient);
            Transfer.write(sumG, betaGradient);
        }
        if (!wantInput[0]) {
            return;
        }
        // dL/dx = a g + b x + c per channel; b and c vanish with population statistics.
        float[] a = new float[channels];
        float[] b = new float[channels];
        float[] c = new float[channels];
        for (int k = 0; k < channels; k++) {
            double rstd = 1 / Math.sqrt(v[k] + epsilon);
            a[k] = (float) (scale[k] * rstd);
            if (batch) {
                double slope = -scale[k] * rstd * rstd * sumGxhat[k] / count;
                b[k] = (float) slope;
                c[k] = (float) (-scale[k] * rstd * sumG[k] / count - slope * m[k]);
            }
        }
        float[] dLimit = a;
        emit(input(), to -> {
            affine.apply(g, dLimit, new float[channels], to);
            if (batch) {
                INDArray rest = scratch().get(1, x.shape());
                affine.apply(x, b, c, rest);
                run("rest", () -> NativeOp.sum(to, rest, to), to, rest);
            }
        });
    }

    private float[] sum(INDArray x) {
        INDArray sum = scratch().get(8, 1, channels);
        ones.mmuli(x.reshape('c', count, channels), sum);
        return Transfer.read(sum);
    }
}
