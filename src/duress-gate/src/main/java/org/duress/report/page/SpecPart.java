package org.duress.report.page;

import static org.duress.report.page.Rendered.folded;
import static org.duress.report.page.Rendered.pair;
import static org.duress.report.page.Rendered.pairs;
import static org.duress.report.page.Rendered.paragraphs;
import static org.duress.report.page.Rendered.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.report.Gallery;
import org.duress.report.ReportFiles;
import org.duress.report.SummaryTable;
import org.duress.report.Tag;
import org.duress.report.Words;
import org.duress.report.facts.BaselineTable;
import org.duress.report.facts.CanaryTable;
import org.duress.report.facts.Cell;
import org.duress.report.facts.CheckTable;
import org.duress.report.facts.ContenderTable;
import org.duress.report.facts.Machine;
import org.duress.report.facts.OrganTable;
import org.duress.report.facts.Sentences;
import org.duress.report.facts.Settings;
import org.duress.report.facts.ShiftTable;
import org.duress.report.facts.Table;
import org.duress.result.Check;
import org.duress.result.Evidence;
import org.duress.result.Release;
import org.duress.result.RobustnessResult;
import org.duress.store.SpecVersion;

/** What a page says of one spec: its verdict first, then what it rests on, then how to come to it again. */
final class SpecPart {
    private SpecPart() {}

    /**
     * The part of a spec.
     *
     * @param number of the spec on the page, from 1
     * @param reports folder with what the reporters wrote
     * @param room for its pictures, in bytes
     */
    static Tag of(SummaryTable.Entry spec, int number, Path reports, long room) {
        String id = id(number);
        Tag part = Tag.of("section")
                .with("id", id)
                .with("class", "spec")
                .with("aria-labelledby", id + "-name")
                .add(Tag.of("h2")
                        .with("id", id + "-name")
                        .add(badge(spec))
                        .text(" ")
                        .add(Tag.of("span", spec.name()).with("class", "name")));
        if (spec instanceof SummaryTable.Judged judged) {
            Path folder = ReportFiles.folder(reports, spec.name());
            return judged(part, judged, Gallery.in(folder), new Pictures(folder, room));
        }
        return part.add(reasons(spec));
    }

    /** What leads to it. */
    static String id(int number) {
        return "spec-" + number;
    }

    /** The verdict, or why there is none, in a word. */
    static Tag badge(SummaryTable.Entry spec) {
        return Tag.of("strong", spec.state())
                .with("class", "badge " + spec.state().toLowerCase(Locale.ROOT));
    }

    /** Whether that is what its author expects, in words. */
    static String expected(SummaryTable.Entry spec) {
        return spec instanceof SummaryTable.Judged judged
                ? (judged.asExpected()
                        ? "as expected"
                        : "expected " + judged.result().spec().expect())
                : "not judged";
    }

    private static Stream<Tag> reasons(SummaryTable.Entry spec) {
        return Sentences.reasons(spec).stream()
                .map(sentence -> Tag.of("p", sentence).with("class", "reason"));
    }

    private static Tag judged(Tag part, SummaryTable.Judged judged, Gallery gallery, Pictures pictures) {
        RobustnessResult result = judged.result();
        String image = result.spec().cohort().kind().image();
        part.add(Tag.of(
                        "p",
                        Words.verdict(result) + " " + Sentences.spent(result) + ", on "
                                + result.evidence().gateSlices() + " " + image + "s of "
                                + result.evidence().gateSubjects().size() + " subjects."))
                .add(reasons(judged))
                .add(paragraphs(Sentences.gone(result)))
                .add(Sentences.reach(result).stream().map(sentence -> Tag.of("p", sentence)))
                .add(paragraphs(result.warnings().stream()
                        .map(sentence -> "Warning: " + sentence)
                        .toList()))
                .add(Tag.of("h3", "Organs"))
                .add(table(
                        "Organs: what an attack takes of each",
                        OrganTable.of(result),
                        List.of("fall against its limit"),
                        result.evidence().organs().stream().map(FallBar::of).toList()))
                .add(strength(result))
                .add(Curves.of(result))
                .add(shifts(result, pictures))
                .add(GalleryPart.of(result, gallery, pictures))
                .add(release(result.release()))
                .add(Tag.of("h3", "To the bottom of it"), settings(result), origin(result), machine(result))
                .add(files(pictures));
        return part.add(repeat(judged.repeat()));
    }

    private static Stream<Tag> strength(RobustnessResult result) {
        Table contenders = ContenderTable.of(result);
        Table canaries = CanaryTable.of(result);
        Stream<Tag> checks = Stream.empty();
        List<Check> made = result.checks();
        if (!made.isEmpty()) {
            long held = made.stream().filter(Check::holds).count();
            Tag folded = folded(
                    held + " of " + made.size() + " checks of the attack hold",
                    table("Checks of the attack", CheckTable.of(result)));
            // What keeps a verdict from being a PASS is not to be looked for.
            checks = Stream.of(held == made.size() ? folded : folded.with("open", ""));
        }
        return Stream.of(
                        Stream.of(Tag.of("h3", "What was tried, and how strong it was")),
                        table("Attacks, each alone", contenders),
                        table("The same attacks on copies of the model with a known weakness", canaries),
                        checks,
                        Sentences.realism(result.evidence().realism()).stream().map(sentence -> Tag.of("p", sentence)))
                .flatMap(tags -> tags);
    }

    private static Stream<Tag> shifts(RobustnessResult result, Pictures pictures) {
        Table table = ShiftTable.of(result);
        if (table.isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(
                        Stream.of(Tag.of("h3", "Natural shifts")),
                        table("Natural shifts, beside what attacks do", table),
                        picture(
                                "shifts.png",
                                "Dice of each organ against the severity of each natural shift",
                                pictures),
                        picture("shifts-gallery.png", "one image, clean and under each natural shift", pictures))
                .flatMap(tags -> tags);
    }

    private static Stream<Tag> picture(String file, String alt, Pictures pictures) {
        if (!pictures.has(file)) {
            return Stream.empty();
        }
        if (!pictures.fit(file)) {
            return Stream.of(Tag.of("p").add(pictures.link(alt, file)));
        }
        return pictures.image(file, alt).stream().map(image -> Rendered.wide(alt, image.with("class", "drawn")));
    }

    private static Stream<Tag> release(Release release) {
        if (release.waivers().isEmpty() && release.baseline().isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(
                        Stream.of(Tag.of("h3", "Last release, and what is waived")),
                        release.waivers().stream()
                                .map(waived -> Tag.of(
                                        "p",
                                        (waived.applied() ? "Waived: " : "No longer waived: ") + waived.sentence())),
                        release.baseline().stream()
                                .flatMap(difference -> difference.uncompared().stream())
                                .map(why -> Tag.of("p", "Falls under attack are not compared: " + why)),
                        release.baseline().stream()
                                .flatMap(difference -> Stream.concat(
                                        Stream.of(Tag.of("p", BaselineTable.source(difference))),
                                        table("Against the last release", BaselineTable.of(difference)))))
                .flatMap(tags -> tags);
    }

    private static Tag settings(RobustnessResult result) {
        Table settings = new Table(
                List.of("key", "value", ""),
                Settings.of(result.spec()).stream()
                        .map(setting -> List.of(
                                Cell.of(Cell.name(setting.key())),
                                Cell.of(Cell.words(setting.value()).strong(!setting.byDefault())),
                                Cell.of(Cell.words(setting.byDefault() ? "default" : "set"))))
                        .toList());
        return folded("Every setting", table("Settings", settings));
    }

    private static Tag origin(RobustnessResult result) {
        Evidence evidence = result.evidence();
        return folded(
                "Fingerprints and subjects",
                Stream.of(pairs(Stream.of(
                                Stream.of(
                                        pair("model, SHA-256", evidence.origin().modelFingerprint()),
                                        pair("data, SHA-256", evidence.origin().dataFingerprint()),
                                        pair(
                                                "what is measured, SHA-256",
                                                SpecVersion.measured(result.spec())
                                                        .digest()),
                                        pair(
                                                "seed",
                                                String.valueOf(evidence.origin().seed())),
                                        pair(
                                                "attacker's subjects",
                                                String.join(
                                                        ", ",
                                                        evidence.attacker().subjects())),
                                        pair("judged subjects", String.join(", ", evidence.gateSubjects()))),
                                evidence.origin().modelProvenance().entrySet().stream()
                                        .map(entry -> pair("model's " + entry.getKey(), entry.getValue())))
                        .flatMap(rows -> rows))));
    }

    private static Tag machine(RobustnessResult result) {
        Evidence evidence = result.evidence();
        return folded(
                "Machine, versions and time",
                Stream.of(pairs(Stream.concat(
                        Stream.of(
                                pair("device", evidence.origin().device()),
                                pair(
                                        "attacker",
                                        evidence.attacker().steps() + " steps, "
                                                + (evidence.attacker().fromStore()
                                                        ? "from the store"
                                                        : "trained here")),
                                pair(
                                        "to train or load",
                                        seconds(evidence.seconds().train())),
                                pair(
                                        "to attack and judge",
                                        seconds(evidence.seconds().attack())),
                                pair("in all", seconds(evidence.seconds().total())),
                                pair(
                                        "the model was asked",
                                        String.format(
                                                Locale.ROOT,
                                                "%,d times in training, %,d by attacks, %,d by canaries",
                                                evidence.queries().training(),
                                                evidence.queries().gate(),
                                                evidence.queries().canary()))),
                        Machine.facts().entrySet().stream().map(entry -> pair(entry.getKey(), entry.getValue()))))));
    }

    /** What else there is of a spec. */
    private static Stream<Tag> files(Pictures pictures) {
        List<String> there = pictures.files("{verdict.json,*.csv,least-*.png,unrealistic-*.png,container.log}");
        return there.isEmpty()
                ? Stream.empty()
                : Stream.of(folded(
                        "Files beside this page",
                        Stream.of(Tag.of("ul")
                                .add(there.stream().map(file -> Tag.of("li").add(pictures.link(file, file)))))));
    }

    private static String seconds(double value) {
        return Words.number("%.1f", value) + " s";
    }

    private static Stream<Tag> repeat(Optional<String> command) {
        return command.stream()
                .flatMap(line -> Stream.of(
                        Tag.of("h3", "To repeat it"),
                        Tag.of("div")
                                .with("class", "command")
                                .add(Rendered.wide("command", Tag.of("pre").add(Tag.of("code", line))))));
    }
}
