package org.duress.spec;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableList;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duress.spec.key.Key;

/** The table: every key that a spec can set, block by block. */
public final class SpecKeys {
    /** In the order in which documents and messages name them. */
    public static final List<Key<?, ?>> ALL = Stream.<List<? extends Key<?, ?>>>of(
                    RobustnessSpec.KEYS,
                    List.of(ModelSpec.FORMAT, ModelSource.File.PATH, ModelSource.Server.URL, ModelSource.Image.IMAGE),
                    ServedModel.KEYS,
                    ModelSource.Image.KEYS,
                    ModelSpec.KEYS,
                    CohortSpec.KEYS,
                    CohortSpec.Phantoms.KEYS,
                    AttackSpec.KEYS,
                    SubstituteSettings.KEYS,
                    GradientSettings.KEYS,
                    VaeGanSettings.KEYS,
                    BudgetSpec.KEYS,
                    RealismSpec.KEYS,
                    GateSpec.KEYS,
                    ReleaseSpec.KEYS)
            .<Key<?, ?>>flatMap(List::stream)
            .distinct()
            .toList();

    private static final Map<String, List<Key<?, ?>>> BLOCKS =
            ALL.stream().collect(groupingBy(Key::block, LinkedHashMap::new, toUnmodifiableList()));

    private SpecKeys() {}

    /** The keys of a block; of the spec itself for the empty name. */
    public static List<Key<?, ?>> of(String block) {
        return BLOCKS.getOrDefault(block, List.of());
    }

    /** The names in a block. */
    public static List<String> names(String block) {
        return of(block).stream().map(Key::local).toList();
    }
}
