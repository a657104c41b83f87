package org.duress.spec;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Schema;
import org.duress.spec.key.Section;
import org.duress.spec.key.Setting;
import org.duress.spec.key.Shape;

/**
 * A limit of one organ that somebody takes upon himself for a time, in place of the spec's own.
 *
 * @param organ name of an organ of the cohort
 * @param limit largest relative fall of its Dice meanwhile, in (0, 1]; not below the spec's own
 * @param owner who answers for it
 * @param reason why
 * @param expires the last day on which it holds, in UTC
 */
public record Waiver(String organ, double limit, String owner, String reason, LocalDate expires) {
    private static final Shape SHAPE = Shape.EMPTY
            .requiring("organ", Schema.TEXT)
            .requiring("limit", GateKinds.FALL.schema())
            .requiring("owner", Schema.TEXT)
            .requiring("reason", Schema.TEXT)
            .requiring("expires", Schema.text(Pattern.compile("\\d{4}-\\d{2}-\\d{2}")));

    /** How a list of them is written. */
    static final Kind<List<Waiver>> LIST = Kind.of(
            "a list such as [{organ: pancreas, limit: 0.45, owner: ..., reason: ..., expires: 2027-01-31}]",
            Schema.list(SHAPE.schema(), 0),
            Waiver::list);

    private static List<Waiver> list(Setting setting) {
        Set<String> organs = new HashSet<>();
        List<Waiver> waivers = new ArrayList<>();
        for (Setting item : setting.items("a list of waivers, each a block of " + String.join(", ", SHAPE.names()))) {
            Section section = item.section().only(SHAPE);
            Setting organ = section.get("organ");
            Waiver waiver = new Waiver(
                    said(organ),
                    GateKinds.FALL.reader().apply(section.get("limit")),
                    said(section.get("owner")),
                    said(section.get("reason")),
                    date(section.get("expires")));
            if (!organs.add(waiver.organ())) {
                throw organ.error("must waive the limit of an organ once, and does that of '" + waiver.organ()
                        + "' twice; remove one");
            }
            waivers.add(waiver);
        }
        return List.copyOf(waivers);
    }

    private static String said(Setting setting) {
        String text = setting.text().strip();
        if (text.isEmpty()) {
            throw setting.error("must say something; fill it in");
        }
        return text;
    }

    private static LocalDate date(Setting setting) {
        String text = setting.text().strip();
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw setting.error("must be a day such as 2027-01-31, not '" + text + "'");
        }
    }

    /** Whether it holds on a day. */
    public boolean holds(LocalDate day) {
        return !day.isAfter(expires);
    }
}
