package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.duress.attack.Budget;
import org.duress.attack.Perceived;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;

/**
 * The bumps that are tried on one image: on the whole of it; as narrow as the budget lets them be on a dense raster,
 * since where a gate is nobody knows; wider ones on a coarse one; some in two places at once, or of both fields; and
 * some at the organs. A smaller number thins all of them alike. Where channels may have a V each, those of the whole
 * image are tried in all channels alike and in each alone; of the others every second one is in one channel, in turn:
 * the largest |V| is as large there, and what two channels would undo is seen.
 */
final class BumpSet {
    /** Of the bumps of a field at most this share is as large as the image. */
    private static final double WHOLE_SHARE = 0.5;

    /** What becomes of the others: V can break a model from anywhere, D more likely where something is to be moved. */
    private static final Shares SHADES = new Shares(0.15, 0.1, 0.07, 0.3);

    private static final Shares MOVES = new Shares(0.35, 0.1, 0, 0.15);

    /** No bump is narrower than this share of the image's shortest side. */
    private static final double NARROWEST = 1 / 24.0;
    /**
     * By how much wider a bump is that moves what is under it inwards or outwards. It is r / s exp(1/2 - r^2 / 2 s^2),
     * whose slope in the middle is exp(1/2) / s, so that with a width of exp(1/2) times the displacement nothing folds.
     * One that moves it to one side is less steep, at most exp(-1/2) / s: as wide as the displacement, it leaves each
     * place at least 0.39 of its size.
     */
    private static final double RADIAL = Math.exp(0.5);
    /** Beyond it next to nothing is left of exp(-r^2); and the steps in which it is summed up. */
    private static final double FAR = 6;

    private static final double FINE = 1e-3;

    /** Where the image changes by less than this share of what it changes by in the best place, it is flat. */
    private static final double FLAT = 0.1;
    /** Rasters that are tried one after the other, until enough of their places are not flat. */
    private static final double[] DENSER = {1, 1.5, 2, 3, 4, 6};

    /** Places of which two are taken at once. */
    private static final int PAIRED = 25;

    /** Of the effects of D in one place as many are tried, those that change the image most. */
    private static final int EFFECTS = 4;

    private final BudgetSpec budget;
    private final ImageBatch image;
    private final Raster raster;
    private final int apart;
    private final Grid grid;

    /**
     * For one image.
     *
     * @param image a batch of one
     * @param raster where bumps lie that are not at organs
     */
    BumpSet(Budget budget, ImageBatch image, Raster raster) {
        this.budget = budget.spec();
        this.image = image;
        this.raster = raster;
        int fields = budget.intensities().of(image.channels());
        apart = fields > 1 ? fields : 0;
        grid = image.grid();
    }

    /**
     * The width of the narrowest bump that is smooth enough: of a Gaussian of s pixels the waves have a Gaussian of
     * energy exp(-(2 pi s f)^2), of which a share lies above 1/16 cycles per pixel.
     *
     * @param roughness the share that may lie there
     */
    private double smooth(double roughness) {
        Grid lengths = grid.proportions();
        double shortest = IntStream.range(0, lengths.rank())
                .mapToDouble(axis -> lengths.size(axis) * lengths.spacing(axis))
                .min()
                .orElseThrow();
        return Math.max(
                NARROWEST * shortest, FieldSmoothness.LINE_PIXELS / (2 * Math.PI) * radius(roughness, grid.rank()));
    }

    /** From which distance on so large a share of exp(-r^2) lies: in a plane exp(-r^2) of it, in space by a sum. */
    private static double radius(double share, int rank) {
        if (rank == 2) {
            return Math.sqrt(-Math.log(share));
        }
        double sum = 0;
        double r = FAR;
        while (r > 0 && sum < share) {
            sum += FINE * 4 / Math.sqrt(Math.PI) * r * r * Math.exp(-r * r);
            r -= FINE;
        }
        return Math.max(0, r);
    }

    /** Width of the narrowest bump of V. */
    double narrowShade() {
        return smooth(budget.intensityRoughness());
    }

    /** Width of the narrowest bump of D that moves to one side; others are {@link #RADIAL} as wide. */
    double narrowMove() {
        return Math.max(smooth(budget.deformationRoughness()), budget.displacement());
    }

    /**
     * Bumps of V.
     *
     * @param organs places at organs, the first of them first
     * @return at most {@code most}
     */
    List<Bump> shades(int most, List<Bump.Place> organs) {
        List<Bump> bumps = new ArrayList<>(whole(Effect.wholeShades(grid), apart, most));
        int effects = Effect.SHADES.size();
        Counts counts = Counts.of(SHADES, (most - bumps.size()) / effects, organs.size());
        List<Bump.Place> places = new ArrayList<>(organs.subList(0, counts.organs()));
        places.addAll(raster.inside(counts.wide(), grid, 2 * narrowShade()));
        places.addAll(raster.inside(counts.narrow(), grid, narrowShade()));
        for (int k = 0; k < places.size(); k++) {
            for (Effect effect : Effect.SHADES) {
                bumps.add(inTurn(k, new Bump(effect, places.get(k))));
            }
        }
        List<Bump.Place> half = raster.inside(counts.half(), grid, narrowShade());
        for (int k = 0; k < half.size(); k++) {
            for (Effect effect : Effect.SHADES) {
                bumps.add(inTurn(k, new Bump(effect, half.get(k), 0.5)));
            }
        }
        bumps.addAll(pairs(counts.pairs()));
        return bumps;
    }

    /** Places, all of which no image is asked about: those that are left are tried on others. */
    private List<Bump> pairs(int count) {
        List<Bump.Place> places = raster.inside(PAIRED, grid, narrowShade());
        List<int[]> pairs = new ArrayList<>();
        for (int one = 0; one < PAIRED; one++) {
            for (int other = 0; other < one; other++) {
                pairs.add(new int[] {one, other});
            }
        }
        Collections.shuffle(pairs, raster.chance());
        List<Bump> bumps = new ArrayList<>();
        for (int k = 0; k < Math.min(count, pairs.size()); k++) {
            Bump.Place one = places.get(pairs.get(k)[0]);
            Bump.Place other = places.get(pairs.get(k)[1]);
            for (Effect effect : Effect.SHADES) {
                bumps.add(inTurn(k, Bump.both(new Bump.Part(effect, one), new Bump.Part(effect, other))));
            }
        }
        return bumps;
    }

    /** The k-th of several: every second one in one channel alone, where they may differ. */
    private Bump inTurn(int k, Bump bump) {
        return apart == 0 || k % 2 == 0 ? bump : bump.in(k / 2 % apart);
    }

    /**
     * Bumps of D. Where the image is flat they change nothing, so that there are none.
     *
     * @param shades whether some may use V as well
     * @param organs places at organs, the first of them first
     * @return at most {@code most}
     */
    List<Bump> moves(int most, boolean shades, List<Bump.Place> organs) {
        List<Bump> bumps = new ArrayList<>(whole(Effect.wholeMoves(grid), 0, most));
        Counts counts = Counts.of(MOVES, (most - bumps.size()) / EFFECTS, organs.size());
        List<Moved> moved = new ArrayList<>();
        organs.subList(0, counts.organs()).forEach(place -> moved.add(moved(place)));
        moved.addAll(strongest(counts.wide(), 2 * narrowMove()));
        moved.addAll(strongest(counts.narrow(), narrowMove()));
        moved.forEach(place -> bumps.addAll(place.bumps()));
        if (shades) {
            bumps.addAll(shaded(bumps, EFFECTS * counts.pairs()));
        }
        return bumps;
    }

    /** Some of the bumps of D, with V in the same place at once. */
    private List<Bump> shaded(List<Bump> moves, int count) {
        List<Bump> concentrated = new ArrayList<>(
                moves.stream().filter(bump -> bump.place().fades()).toList());
        Random chance = raster.chance();
        Collections.shuffle(concentrated, chance);
        List<Bump> bumps = new ArrayList<>();
        for (Bump move : concentrated.subList(0, Math.min(count, concentrated.size()))) {
            Effect shade = Effect.SHADES.get(chance.nextInt(Effect.SHADES.size()));
            bumps.add(inTurn(bumps.size(), Bump.both(move.parts().get(0), new Bump.Part(shade, move.place()))));
        }
        return bumps;
    }

    /**
     * As large as the image: in all channels alike, then in each alone.
     *
     * @param channels that are tried alone
     */
    private List<Bump> whole(List<Effect> effects, int channels, int most) {
        List<Bump> alike = effects.stream()
                .map(effect -> new Bump(effect, Bump.Place.whole(image)))
                .toList();
        List<Bump> all = new ArrayList<>(alike);
        for (int channel = 0; channel < channels; channel++) {
            int alone = channel;
            alike.forEach(bump -> all.add(bump.in(alone)));
        }
        return all.subList(0, (int) Math.min(all.size(), WHOLE_SHARE * most));
    }

    /**
     * Of the bumps that are not as large as the image; what is left goes to the narrowest in all places.
     *
     * @param organs at organs
     * @param wide twice as wide as the narrowest
     * @param half with half of the budget
     * @param pairs of V in two places at once; of D with V in the same place at once
     */
    private record Shares(double organs, double wide, double half, double pairs) {}

    /**
     * Places by their kind.
     *
     * @param narrow those of the narrowest bumps
     */
    private record Counts(int organs, int wide, int half, int pairs, int narrow) {
        static Counts of(Shares shares, int places, int organs) {
            int atOrgans = (int) Math.min(organs, Math.ceil(shares.organs() * places));
            int wide = (int) (shares.wide() * places);
            int half = (int) (shares.half() * places);
            int pairs = (int) (shares.pairs() * places);
            return new Counts(atOrgans, wide, half, pairs, places - atOrgans - wide - half - pairs);
        }
    }

    /**
     * What the bumps in one place do to the image.
     *
     * @param bumps the strongest of them
     * @param change of the image by them, p
     */
    private record Moved(List<Bump> bumps, double change) {}

    /** So many places, spread as evenly as it goes over those parts of the image that are not flat. */
    private List<Moved> strongest(int count, double width) {
        List<Moved> places = List.of();
        for (double denser : DENSER) {
            places = raster.toTheBorder((int) Math.round(denser * count), grid, width).stream()
                    .map(this::moved)
                    .sorted(Comparator.comparingDouble(place -> -place.change()))
                    .toList();
            if (count > 0
                    && places.get(count - 1).change() >= FLAT * places.get(0).change()) {
                break;
            }
        }
        return places.subList(0, count);
    }

    private Moved moved(Bump.Place place) {
        record Strength(Bump bump, double change) {}
        List<Strength> strongest = Effect.moves(grid).stream()
                .map(effect -> new Bump(effect, effect.radial() ? place.wider(RADIAL) : place))
                .map(bump -> new Strength(bump, change(bump)))
                .sorted(Comparator.comparingDouble(strength -> -strength.change()))
                .limit(EFFECTS)
                .toList();
        double felt = FLAT * strongest.get(0).change();
        return new Moved(
                strongest.stream()
                        .filter(strength -> strength.change() >= felt)
                        .map(Strength::bump)
                        .toList(),
                strongest.stream().mapToDouble(Strength::change).sum());
    }

    private double change(Bump bump) {
        Perturbation fields = bump.drawn(image, budget.displacement());
        return Perceived.perceptibility(image, Warp.perturb(image, fields).pixels(), 0);
    }
}
