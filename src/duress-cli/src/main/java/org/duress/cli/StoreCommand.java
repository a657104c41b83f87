package org.duress.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.base.EnumWords;
import org.duress.base.Heap;
import org.duress.spec.DuressProperties;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.store.StoreContents;
import org.duress.store.StoreContents.Health;
import org.duress.store.StoreContents.Item;
import org.duress.store.StoreContents.Kind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The store of trained attackers and substitutes. */
@Command(
        name = "store",
        description = "The store of trained attackers and substitutes, " + DuressProperties.STORE + ".",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StoreCommand.Listing.class, StoreCommand.Prune.class, StoreCommand.Verify.class})
final class StoreCommand {
    private static final int SHOWN_OF_KEY = 12;

    private StoreCommand() {}

    private static Path folder() {
        return PropertyLayers.of(PropertyLayer.system()).store();
    }

    private static String line(Item item) {
        String used = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(item.used());
        String what = item.kind() == Kind.DAMAGED ? "damaged" : item.what();
        return String.format(
                Locale.ROOT,
                "%-11s  %-12s  %10s  %s UTC%s%s",
                what,
                shortened(item.key()),
                Heap.text(item.bytes()),
                used,
                item.model().map(model -> "  model " + shortened(model)).orElse(""),
                item.inUse()
                        ? "  in use"
                        : item.kind() == Kind.DAMAGED ? "  " + item.path().getFileName() : "");
    }

    private static String shortened(String hash) {
        return hash.length() > SHOWN_OF_KEY ? hash.substring(0, SHOWN_OF_KEY) : hash;
    }

    private static String total(List<Item> items) {
        long bytes = items.stream().mapToLong(Item::bytes).sum();
        return items.size() + (items.size() == 1 ? " thing, " : " things, ") + Heap.text(bytes);
    }

    private static ObjectNode json(Item item) {
        return Answer.object()
                .put("file", item.path().toString())
                .put("kind", EnumWords.of(item.kind()))
                .put("what", item.what())
                .put("key", item.key())
                .put("bytes", item.bytes())
                .put("used", item.used().toString())
                .put("inUse", item.inUse())
                .put("modelFingerprint", item.model().orElse(null));
    }

    /** Lists. */
    @Command(
            name = "list",
            description = "Lists attackers, substitutes, checkpoints, and damaged files that were set aside: size, when"
                    + " last used, and the fingerprint of the model, which verdict.json has too.",
            mixinStandardHelpOptions = true)
    static final class Listing implements Runnable {
        @Mixin
        private Answer answer = new Answer();

        @Override
        public void run() {
            Path folder = folder();
            List<Item> items = new StoreContents(folder).list();
            answer.give(
                    out -> {
                        items.forEach(item -> out.println(line(item)));
                        out.println(folder + ": " + total(items));
                    },
                    () -> {
                        ObjectNode json = Answer.object().put("store", folder.toString());
                        ArrayNode list = json.putArray("items");
                        items.forEach(item -> list.add(json(item)));
                        return json;
                    });
        }
    }

    /** Deletes. */
    @Command(
            name = "prune",
            description = "Deletes what was not used for a while, or all but what was used last; with both what is"
                    + " neither new nor among those. What a build is training is left alone, and what is needed again"
                    + " is trained again.",
            mixinStandardHelpOptions = true)
    static final class Prune implements Runnable {
        private static final Pattern AGE = Pattern.compile("(\\d{1,5})([hdw])");

        @Option(
                names = "--older-than",
                paramLabel = "30d",
                description = "What was not used for so many hours (h), days (d) or weeks (w), with checkpoints and"
                        + " damaged files.")
        private @Nullable String olderThan;

        @Option(
                names = "--keep",
                paramLabel = "N",
                description = "Keeps so many attackers and substitutes, those that were used last.")
        private @Nullable Integer keep;

        @Option(names = "--dry-run", description = "Deletes nothing, and says what would go.")
        private boolean dryRun;

        @Mixin
        private Answer answer = new Answer();

        @Override
        public void run() {
            StoreContents.Rule rule = rule();
            StoreContents store = new StoreContents(folder());
            List<StoreContents.Pruned> pruned = dryRun
                    ? store.doomed(rule, Instant.now()).stream()
                            .map(item -> new StoreContents.Pruned(item, !item.inUse()))
                            .toList()
                    : store.prune(rule, Instant.now());
            answer.give(out -> print(out, pruned), () -> document(pruned));
        }

        private StoreContents.Rule rule() {
            if (olderThan == null && keep == null) {
                throw new DuressException(
                        "store prune deletes nothing by itself; say what may go by --older-than 30d or"
                                + " --keep 5, and see what that would be with --dry-run");
            }
            if (keep != null && keep < 0) {
                throw new DuressException("--keep must be at least 0, not " + keep);
            }
            return new StoreContents.Rule(
                    Optional.ofNullable(olderThan).map(Prune::age),
                    keep == null ? OptionalInt.empty() : OptionalInt.of(keep));
        }

        static Duration age(String text) {
            Matcher matcher = AGE.matcher(text);
            if (!matcher.matches()) {
                throw new DuressException(
                        "--older-than must be a number of hours, days or weeks, as in 12h, 30d or 8w, not '" + text
                                + "'");
            }
            long hours = matcher.group(2).equals("h") ? 1 : matcher.group(2).equals("d") ? 24 : 7 * 24;
            return Duration.ofHours(hours * Long.parseLong(matcher.group(1)));
        }

        private void print(PrintWriter out, List<StoreContents.Pruned> pruned) {
            for (StoreContents.Pruned one : pruned) {
                out.println((!one.deleted() ? "left alone, in use: " : dryRun ? "would delete: " : "deleted: ")
                        + line(one.item()));
            }
            out.println((dryRun ? "would delete " : "deleted ") + total(deleted(pruned)));
        }

        private static List<Item> deleted(List<StoreContents.Pruned> pruned) {
            return pruned.stream()
                    .filter(StoreContents.Pruned::deleted)
                    .map(StoreContents.Pruned::item)
                    .toList();
        }

        private ObjectNode document(List<StoreContents.Pruned> pruned) {
            ObjectNode json = Answer.object().put("dryRun", dryRun);
            ArrayNode list = json.putArray("items");
            pruned.forEach(one -> list.add(json(one.item()).put("deleted", one.deleted())));
            return json;
        }
    }

    /** Verifies. */
    @Command(
            name = "verify",
            description =
                    "Reads every attacker and substitute with its checksum. What is damaged is named and set aside,"
                            + " and the command ends with 3.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        @Mixin
        private Answer answer = new Answer();

        @Override
        public Integer call() {
            List<StoreContents.Verified> all = new StoreContents(folder()).verify();
            long damaged =
                    all.stream().filter(one -> one.health() == Health.DAMAGED).count();
            int code = damaged > 0 ? Failures.BROKEN : 0;
            answer.give(
                    out -> {
                        for (StoreContents.Verified one : all) {
                            if (one.health() != Health.SOUND) {
                                out.println(one.item().path() + " is "
                                        + (one.health() == Health.DAMAGED ? "damaged: " : "not looked at: ")
                                        + one.sentence());
                            }
                        }
                        out.println(all.size() + " read, " + damaged + " damaged");
                    },
                    () -> {
                        ObjectNode json = Answer.object();
                        ArrayNode list = json.putArray("items");
                        all.forEach(one -> list.add(json(one.item())
                                .put("health", EnumWords.of(one.health()))
                                .put("sentence", one.sentence())));
                        return json.put("exitCode", code);
                    });
            return code;
        }
    }
}
