package org.duress.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.spec.key.Block;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;

/**
 * How a spec file is put together. Of this nothing is left in the settings of a test: what reads specs has done it.
 *
 * @param base the file whose settings this one lays its own over
 */
public record SpecComposition(Optional<Path> base) {
    private static final Block<SpecComposition> BLOCK = new Block<>("", SpecComposition.class);

    public static final Key<SpecComposition, Optional<Path>> EXTENDS = BLOCK.key(
                    "extends",
                    SpecComposition::base,
                    Kind.optional(Kind.PATH),
                    Optional.empty(),
                    "a spec file whose keys hold where this file says nothing, the name aside")
            .otherwise("none");

    public static final List<Key<SpecComposition, ?>> KEYS = List.of(EXTENDS);
}
