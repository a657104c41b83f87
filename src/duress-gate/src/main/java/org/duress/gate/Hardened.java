package org.duress.gate;

import java.nio.file.Path;
import java.util.List;
import org.duress.base.Grid;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.TrainingCheckpoint;
import org.duress.result.HardeningRound;
import org.duress.result.Passes;

/**
 * A network that was trained further, and what that took.
 *
 * @param archive what format {@code duress} opens
 * @param network the one in it
 * @param grid of images as they reach it
 * @param rounds the first before any step
 * @param best of them, whose network this is
 * @param passes of the network, those of the attacks among them; of what a killed run did none
 * @param seconds of this run
 * @param checkpoint what a killed run would have gone on from
 */
public record Hardened(
        NetworkArchive archive,
        Network network,
        Grid grid,
        List<HardeningRound> rounds,
        HardeningRound best,
        Passes passes,
        double seconds,
        Path checkpoint) {
    public Hardened {
        rounds = List.copyOf(rounds);
    }

    /** Deletes the checkpoint, once the network is kept. */
    public void forget() {
        new TrainingCheckpoint(checkpoint).delete();
    }
}
