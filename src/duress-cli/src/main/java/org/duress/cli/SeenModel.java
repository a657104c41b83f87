package org.duress.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.Grid;
import org.duress.model.ProbeSizes;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Described;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;

/**
 * What a model says of itself when it is opened.
 *
 * @param dimensions of its images, where it says them
 * @param channels of its images, where it says them
 * @param names of its organs, in the order of its classes; empty where it does not say them
 * @param classes with background, where it could be opened
 * @param regions whether each of its values stands for itself, so that class i is no label id
 * @param described whether files beside it say what stands before it
 * @param fixed the one size of slices that it takes, where it takes no other
 * @param problem why it could not be opened
 */
record SeenModel(
        OptionalInt dimensions,
        OptionalInt channels,
        List<String> names,
        OptionalInt classes,
        boolean regions,
        boolean described,
        Optional<Grid> fixed,
        Optional<String> problem) {
    private static final SeenModel NOTHING = new SeenModel(
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of(),
            OptionalInt.empty(),
            false,
            false,
            Optional.empty(),
            Optional.empty());

    /** Opens it; what fails is said, and kept from nobody. */
    static SeenModel of(String format, Path path) {
        ModelSpec spec = new ModelSpec(format, path);
        try {
            Described described = Described.understood(spec);
            try (SegmentationModel model = Models.open(spec)) {
                return of(described, model);
            }
        } catch (EnvironmentException e) {
            throw e;
        } catch (DuressException e) {
            return new SeenModel(
                    NOTHING.dimensions,
                    NOTHING.channels,
                    NOTHING.names,
                    NOTHING.classes,
                    false,
                    false,
                    NOTHING.fixed,
                    Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static SeenModel of(Described described, SegmentationModel model) {
        boolean known = described.dimensions().isPresent();
        Optional<Grid> probe = known ? Optional.empty() : ProbeSizes.firstThatFits(model);
        List<String> names = known ? List.copyOf(described.spec().classes().keySet()) : model.organs();
        return new SeenModel(
                known
                        ? described.dimensions()
                        : probe.map(grid -> OptionalInt.of(grid.rank())).orElse(OptionalInt.empty()),
                OptionalInt.of(model.channels()),
                names,
                OptionalInt.of(model.classes()),
                described.spec().head().ofOrgans(),
                known,
                probe.filter(grid -> grid.rank() == 2 && onlyOne(model)),
                Optional.empty());
    }

    private static boolean onlyOne(SegmentationModel model) {
        return ProbeSizes.any().stream().filter(model::takes).count() == 1;
    }
}
