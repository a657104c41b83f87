package org.duress.attack.bumps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;

/**
 * The bumps that are tried on one image: on the whole of it; as narrow as the budget lets them be on a dense raster,
 * since where a gate is nobody knows; wider ones on a coarse one; and some at the organs. A smaller number thins all of
 * them alike.
 */
final class BumpSet {
    /** Of the bumps of a field at most this share is as large as the image. */
    private static final double WHOLE_SHARE = 0.5;

    /** Of the others: those at organs, those twice as wide as the narrowest, those with half of the budget. */
    private static final double ORGAN_SHARE = 0.2;

    private static final double WIDE_SHARE = 0.15;
    private static final double HALF_SHARE = 0.1;

    /** No bump is narrower than this share of the image's shorter side. */
    private static final double NARROWEST = 1 / 24.0;
    /** Widths of a bump that moves what is under it by one, so that nothing folds: more than exp(-1/2). */
    private static final double UNFOLDED = 0.7;
    /** Of the effects of D in one place as many are tried, those that change the image most. */
    private static final int EFFECTS = 4;

    private final BudgetSpec budget;
    private final ImageBatch image;
    private final Grid grid;

    /**
     * For one image.
     *
     * @param image a batch of one
     */
    BumpSet(BudgetSpec budget, ImageBatch image) {
        this.budget = budget;
        this.image = image;
        grid = image.grid();
    }

    /**
     * The width of the narrowest bump that is smooth enough: of a Gaussian of s pixels the share exp(-(2 pi s / 16)^2)
     * of the energy lies above 1/16 cycles per pixel.
     *
     * @param roughness the share that may lie there
     */
    private double smooth(double roughness) {
        double waves = Math.sqrt(-Math.log(roughness));
        return Math.max(
                NARROWEST * Math.min(grid.height(), grid.width()),
                FieldSmoothness.LINE_PIXELS / (2 * Math.PI) * waves);
    }

    /** Width of the narrowest bump of V. */
    double narrowShade() {
        return smooth(budget.intensityRoughness());
    }

    /** Width of the narrowest bump of D. */
    double narrowMove() {
        return Math.max(smooth(budget.deformationRoughness()), UNFOLDED * budget.displacement());
    }

    /**
     * Bumps of V.
     *
     * @param organs places at organs, the first of them first
     * @return at most {@code most}
     */
    List<Bump> shades(int most, List<Bump.Place> organs) {
        List<Bump> bumps = new ArrayList<>(whole(Effect.WHOLE_SHADES, most));
        int effects = Effect.SHADES.size();
        Counts counts = Counts.of((most - bumps.size()) / effects, organs.size());
        List<Bump.Place> places = new ArrayList<>(organs.subList(0, counts.organs()));
        places.addAll(Raster.of(counts.wide(), grid, 2 * narrowShade()));
        places.addAll(Raster.of(counts.narrow(), grid, narrowShade()));
        for (Bump.Place place : places) {
            Effect.SHADES.forEach(effect -> bumps.add(new Bump(effect, place)));
        }
        for (Bump.Place place : Raster.of(counts.half(), grid, narrowShade())) {
            Effect.SHADES.forEach(effect -> bumps.add(new Bump(effect, place, 0.5)));
        }
        return bumps;
    }

    /**
     * Bumps of D. Of twice as many places as there is room for those count where most of the image changes: where it is
     * flat, nothing does.
     *
     * @param organs places at organs, the first of them first
     * @return at most {@code most}
     */
    List<Bump> moves(int most, List<Bump.Place> organs) {
        List<Bump> bumps = new ArrayList<>(whole(Effect.WHOLE_MOVES, most));
        Counts counts = Counts.of((most - bumps.size()) / EFFECTS, organs.size());
        List<Moved> moved = new ArrayList<>();
        organs.subList(0, counts.organs()).forEach(place -> moved.add(moved(place, 1)));
        moved.addAll(strongest(Raster.of(2 * counts.wide(), grid, 2 * narrowMove()), 1));
        moved.addAll(strongest(Raster.of(2 * counts.narrow(), grid, narrowMove()), 1));
        moved.addAll(strongest(Raster.of(2 * counts.half(), grid, narrowMove()), 0.5));
        moved.forEach(place -> bumps.addAll(place.bumps()));
        return bumps;
    }

    private List<Bump> whole(List<Effect> effects, int most) {
        int count = (int) Math.min(effects.size(), WHOLE_SHARE * most);
        return effects.stream()
                .limit(count)
                .map(effect -> new Bump(effect, Bump.Place.whole(image)))
                .toList();
    }

    /**
     * Places by their kind.
     *
     * @param narrow those of the narrowest bumps
     */
    private record Counts(int organs, int wide, int half, int narrow) {
        static Counts of(int places, int organs) {
            int atOrgans = (int) Math.min(organs, Math.ceil(ORGAN_SHARE * places));
            int wide = (int) (WIDE_SHARE * places);
            int half = (int) (HALF_SHARE * places);
            return new Counts(atOrgans, wide, half, places - atOrgans - wide - half);
        }
    }

    /**
     * What the bumps in one place do to the image.
     *
     * @param bumps the strongest of them
     * @param change of the image by them, p
     */
    private record Moved(List<Bump> bumps, double change) {}

    private List<Moved> strongest(List<Bump.Place> places, double share) {
        List<Moved> moved =
                new ArrayList<>(places.stream().map(place -> moved(place, share)).toList());
        moved.sort(Comparator.comparingDouble(place -> -place.change()));
        return moved.subList(0, places.size() / 2);
    }

    private Moved moved(Bump.Place place, double share) {
        record Strength(Bump bump, double change) {}
        List<Strength> strongest = Effect.MOVES.stream()
                .map(effect -> new Bump(effect, place, share))
                .map(bump -> new Strength(bump, change(bump)))
                .sorted(Comparator.comparingDouble(strength -> -strength.change()))
                .limit(EFFECTS)
                .toList();
        return new Moved(
                strongest.stream().map(Strength::bump).toList(),
                strongest.stream().mapToDouble(Strength::change).sum());
    }

    private double change(Bump bump) {
        Perturbation fields = bump.drawn(image, budget.displacement());
        return Perceptibility.of(image.pixels(), Warp.perturb(image, fields).pixels());
    }
}
