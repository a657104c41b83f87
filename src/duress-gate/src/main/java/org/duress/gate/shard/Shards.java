package org.duress.gate.shard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.gate.baseline.Batch;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Shard;

/**
 * All shards of one spec: each of them once, and of one split.
 *
 * @param inOrder from the first to the last
 */
public record Shards(List<ShardFile> inOrder) {
    public Shards {
        inOrder = List.copyOf(inOrder);
    }

    /**
     * Finds the shards of a spec in some folders and the folders below.
     *
     * @throws DuressException if a folder or a shard is missing, a shard is there twice, shards are of different
     *     splits, or a file is damaged
     * @throws EnvironmentException if a file cannot be read
     */
    public static Shards find(List<Path> folders, RobustnessSpec spec) {
        List<ShardFile> all = folders.stream()
                .flatMap(folder -> files(folder).stream())
                .map(ShardFile::read)
                .filter(file -> file.spec().equals(spec.name()))
                .map(ShardFile::sound)
                .toList();
        String where = folders.stream().map(folder -> "'" + folder + "'").collect(Collectors.joining(", "));
        if (all.isEmpty()) {
            throw new DuressException("there is no shard of spec '" + spec.name() + "' in " + where
                    + "; name the folders that its shards were written to, below " + DuressProperties.REPORTS);
        }
        ShardFile first = all.get(0);
        Map<Integer, ShardFile> inOrder = new TreeMap<>();
        for (ShardFile file : all) {
            if (file.shard().of() != first.shard().of()) {
                throw new DuressException(file + " of spec '" + spec.name() + "' is of another split than " + first
                        + "; leave out those of one of the two");
            }
            ShardFile twin = inOrder.put(file.shard().number(), file);
            if (twin != null) {
                throw new DuressException("spec '" + spec.name() + "' has " + file + " twice, also as '" + twin.path()
                        + "'; leave one of them out");
            }
        }
        requireAll(inOrder, spec, first.shard().of(), where);
        return new Shards(new ArrayList<>(inOrder.values()));
    }

    private static void requireAll(Map<Integer, ShardFile> there, RobustnessSpec spec, int of, String where) {
        List<Shard> missing = IntStream.rangeClosed(1, of)
                .filter(number -> !there.containsKey(number))
                .mapToObj(number -> new Shard(number, of))
                .toList();
        if (!missing.isEmpty()) {
            throw new DuressException((missing.size() == 1 ? "shard " : "shards ")
                    + missing.stream().map(Shard::toString).collect(Collectors.joining(", "))
                    + " of spec '" + spec.name() + "' "
                    + (missing.size() == 1 ? "is" : "are") + " missing in " + where
                    + "; run the test with -D" + DuressProperties.SHARD + "=" + missing.get(0)
                    + (missing.size() == 1 ? "" : " and so on") + ", or name the folder that has "
                    + (missing.size() == 1 ? "it" : "them"));
        }
    }

    /** The names of the specs that have shards in some folders and the folders below. */
    public static SortedSet<String> specs(List<Path> folders) {
        return folders.stream()
                .flatMap(folder -> files(folder).stream())
                .map(file -> ShardFile.read(file).spec())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All shard files in a folder and the folders below, in the order of their paths. */
    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DuressException(
                    "folder of shards '" + folder + "' does not exist; name the folders that shards were written to");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith(ShardFile.SUFFIX))
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        } catch (UncheckedIOException e) {
            throw unreadable(folder, Objects.requireNonNull(e.getCause()));
        }
    }

    private static EnvironmentException unreadable(Path folder, IOException e) {
        return new EnvironmentException(
                "cannot list folder '" + folder + "': " + e.getMessage() + "; make it readable", e);
    }

    /**
     * Refuses shards of another spec, model or cohort, and those that were attacked otherwise.
     *
     * @throws DuressException which names the first of them, and what is otherwise
     */
    public void require(ShardFacts run) {
        for (ShardFile file : inOrder) {
            run.otherwise(file.facts()).ifPresent(other -> {
                throw new DuressException(file + " of spec '" + file.spec()
                        + "' does not belong to this run: it was made"
                        + " with " + other + "; run it again with the same spec, model, data and store, or merge with"
                        + " those that it was made with");
            });
        }
    }

    /**
     * The bytes that say what came of a batch, and what comes after them.
     *
     * @param subject place of its subject among the gate subjects
     */
    public InputStream open(Batch batch, int subject) {
        return inOrder.stream()
                .filter(file -> file.shard().has(subject))
                .findFirst()
                .orElseThrow()
                .open(batch);
    }
}
