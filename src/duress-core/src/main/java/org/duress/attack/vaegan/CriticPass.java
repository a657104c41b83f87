package org.duress.attack.vaegan;

import java.util.List;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Statistics;
import org.duress.net.TiledExecutor;

/**
 * A trained critic at work on single images of one size. Its score is the mean of its scores of places, for which it
 * looks around only so far: those of a large image are computed in parts, and their mean is taken here. For one thread.
 */
final class CriticPass {
    private final Grid grid;
    private final TiledExecutor executor;

    private CriticPass(Grid grid, TiledExecutor executor) {
        this.grid = grid;
        this.executor = executor;
    }

    /**
     * Of images of one size.
     *
     * @param most see {@link TiledExecutor#of}
     */
    static CriticPass of(Network critic, Grid grid, long most) {
        TiledExecutor places = TiledExecutor.of(ofPlaces(critic), 1, grid, most);
        return new CriticPass(grid, places.whole() ? TiledExecutor.of(critic, 1, grid, Long.MAX_VALUE) : places);
    }

    /** The critic without the mean at its end. */
    private static Network ofPlaces(Network critic) {
        List<Graph.Node> nodes = critic.graph().nodes();
        if (!(nodes.get(nodes.size() - 1).op() instanceof Op.SpatialMean)) {
            throw new IllegalArgumentException(
                    "a critic ends with a mean, and not with " + nodes.get(nodes.size() - 1));
        }
        Graph local = new Graph(critic.graph().inputChannels(), nodes.subList(0, nodes.size() - 1));
        return Network.of(local, critic.weights(), critic.statistics());
    }

    boolean fits(Grid images) {
        return grid.fits(images);
    }

    /**
     * Scores an image.
     *
     * @param image a batch of one
     */
    double score(ImageBatch image) {
        float[] scores = new float[executor.outputLength()];
        executor.forward(executor.source(image.pixels()), Statistics.POPULATION, scores);
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
