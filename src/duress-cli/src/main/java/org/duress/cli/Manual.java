package org.duress.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The order in which commands are met, and an example of each. */
final class Manual {
    /**
     * Commands for one purpose.
     *
     * @param examples by the names of commands; those that are not there are left out
     */
    private record Group(String purpose, Map<String, List<String>> examples) {
        private Group and(String command, String... lines) {
            Map<String, List<String>> more = new LinkedHashMap<>(examples);
            more.put(command, List.of(lines));
            return new Group(purpose, more);
        }

        private static Group of(String purpose) {
            return new Group(purpose, Map.of());
        }
    }

    private static final List<Group> GROUPS = List.of(
            Group.of("Begin")
                    .and("init", "duress init data/liver")
                    .and("inspect", "duress inspect robustness-specs/liver.yaml")
                    .and("doctor", "duress doctor", "duress doctor --json > machine.json"),
            Group.of("Judge a model")
                    .and(
                            "gate",
                            "duress gate robustness-specs",
                            "duress gate liver.yaml kidneys.yaml --json > verdicts.json",
                            "duress gate -Dduress.gate.maxDiceDrop=0.2 liver.yaml")
                    .and("replay", "duress replay robustness-specs/liver.yaml")
                    .and("baseline", "duress baseline accept robustness-specs/liver.yaml --why \"release 1.4\"")
                    .and("merge", "duress merge reports/shards --specs robustness-specs")
                    .and("sweep", "duress sweep liver.yaml --set attack.seed=1,2,3 --master spark://host:7077 --ship"),
            Group.of("See and use what breaks it")
                    .and("attack", "duress attack liver.yaml scan.nii.gz --out attacked")
                    .and("export", "duress export liver.yaml exported nifti --segmentations")
                    .and("dataset", "duress dataset liver.yaml nnUNet_raw nnunet --clean")
                    .and("transfer", "duress transfer ours.yaml vendor.yaml --out transfer.md"),
            Group.of("Train")
                    .and("prepare", "duress prepare robustness-specs/liver.yaml")
                    .and("harden", "duress harden robustness-specs/liver.yaml --out hardened")
                    .and("train", "duress train --steps 2000 robustness-specs/liver.yaml"),
            Group.of("Study")
                    .and("table1", "duress table1 liver.yaml table1.md --seeds 3")
                    .and("contenders", "duress contenders liver.yaml contenders.md 0.025 0.05 0.1")
                    .and("queries", "duress queries liver.yaml queries.md 100 1000")
                    .and("training", "duress training liver.yaml training.md --subjects 1,2,4")
                    .and("detect", "duress detect liver.yaml detect.md 0.05 0.1"),
            Group.of("Keep house")
                    .and(
                            "store",
                            "duress store list",
                            "duress store prune --older-than 30d --dry-run",
                            "duress store verify")
                    .and("completion", "source <(duress completion)")
                    .and("help", "duress help gate"));

    private static final String EXAMPLE = "Example:";
    private static final int NAMES = 14;

    private Manual() {}

    /** Puts examples under the help of each command, and the commands of the whole in their groups. */
    static void teach(CommandLine line) {
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> String.format("%n"));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Manual::list);
        GROUPS.forEach(group -> group.examples().forEach((name, examples) -> {
            CommandLine command = line.getSubcommands().get(name);
            if (command != null) {
                exemplify(command, examples);
            }
        }));
        line.getCommandSpec()
                .usageMessage()
                .footerHeading("%nFirst steps:%n")
                .footer("  duress doctor", "  duress init data/liver", "  duress gate robustness-specs");
    }

    private static void exemplify(CommandLine command, List<String> examples) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        if (Stream.of(usage.description()).noneMatch(text -> text.startsWith(EXAMPLE))) {
            usage.footerHeading(examples.size() == 1 ? "%nExample:%n" : "%nExamples:%n");
            usage.footer(examples.stream().map(example -> "  " + example).toArray(String[]::new));
        }
    }

    private static String list(Help help) {
        Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
        StringBuilder text = new StringBuilder();
        for (Group group : GROUPS) {
            List<String> rows = new ArrayList<>();
            for (String name : group.examples().keySet()) {
                Help own = left.remove(name);
                if (own != null) {
                    rows.add(row(name, own));
                }
            }
            text.append(block(group.purpose(), rows));
        }
        return text.append(block(
                        "More",
                        left.entrySet().stream()
                                .map(one -> row(one.getKey(), one.getValue()))
                                .toList()))
                .toString();
    }

    private static String block(String purpose, List<String> rows) {
        return rows.isEmpty() ? "" : purpose + String.format(":%n") + String.join("", rows);
    }

    /** The first sentence, or line, of what a command says of itself. */
    private static String row(String name, Help command) {
        String[] description = command.commandSpec().usageMessage().description();
        String first = description.length == 0 ? "" : description[0].replace("%n", "");
        String sentence = first.split("(?<=\\.) (?=[A-Z])", 2)[0];
        int width = 80 - NAMES;
        StringBuilder text = new StringBuilder();
        StringBuilder rest = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (rest.length() + 1 + word.length() > width) {
                text.append(rest).append(String.format("%n")).append(" ".repeat(NAMES));
                rest.setLength(0);
            }
            rest.append(rest.isEmpty() ? "" : " ").append(word);
        }
        return "  " + name + " ".repeat(Math.max(1, NAMES - 2 - name.length())) + text.append(rest)
                + String.format("%n");
    }

    /** Every example of a command that is there. */
    static List<String> examples(CommandLine line) {
        return GROUPS.stream()
                .flatMap(group -> group.examples().entrySet().stream())
                .filter(entry -> line.getSubcommands().containsKey(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }
}
