package org.duress.report.allure;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qameta.allure.AllureLifecycle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.report.Panel;
import org.duress.report.ScrollPage;
import org.duress.result.GateOutcome;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.slice.WorstCase;

/**
 * The pictures of one spec in a page, the most telling first, as many as fit: the worst slice of each organ with its
 * segmentation before and after, of a volume also a page to scroll through its planes, then the least changes, then an
 * image that was too unrealistic to count; of organs those that fell furthest come first. All others, and all of them
 * larger, are in the report's folder.
 */
final class Pictures {
    /**
     * So that a page with 15 specs is under 15 MB: Allure's own page has 3.3 MB, base64 adds a third, and tables and
     * curve take about 80 kB a spec.
     */
    static final int MOST_BYTES = 480_000;

    /** Of one page to scroll through a volume: so that two organs have one. */
    static final int SCROLL_BYTES = 150_000;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Map<String, List<Picture>> organs = new LinkedHashMap<>();
    private final List<Picture> unrealistic = new ArrayList<>();
    private final long leftOut;
    private int bytes;

    private record Picture(String name, String type, String ending, byte[] content) {}

    Pictures(GateOutcome outcome) {
        RobustnessResult result = outcome.result();
        List<String> furthestFirst = result.evidence().organs().stream()
                .sorted(Comparator.comparingDouble(OrganEvidence::relativeDrop).reversed())
                .map(OrganEvidence::name)
                .toList();
        long shown = 0;
        for (String organ : furthestFirst) {
            Optional<Panel> worst = first(organ, outcome.worstCases())
                    .map(slice -> new Panel(slice, result).showing(outcome.channel()));
            shown += worst.filter(panel -> fits(panel(panel), of(organ))).isPresent() ? 1 : 0;
            worst.ifPresent(panel -> fits(beforeAndAfter(panel), of(organ)));
            worst.filter(Panel::ofVolume).ifPresent(panel -> fits(scroll(panel), of(organ)));
        }
        for (String organ : furthestFirst) {
            shown += first(organ, outcome.leastCases())
                            .filter(slice ->
                                    fits(panel(Panel.least(slice, result).showing(outcome.channel())), of(organ)))
                            .isPresent()
                    ? 1
                    : 0;
        }
        shown += outcome.unrealisticCases().stream()
                .limit(1)
                .filter(slice -> fits(panel(Panel.unrealistic(slice, result).showing(outcome.channel())), unrealistic))
                .count();
        leftOut = outcome.worstCases().size()
                + outcome.leastCases().size()
                + outcome.unrealisticCases().size()
                - shown;
    }

    /** Panels that are in the report's folder only. */
    long leftOut() {
        return leftOut;
    }

    void attachOrgan(AllureLifecycle allure, String organ) {
        attach(allure, of(organ));
    }

    void attachUnrealistic(AllureLifecycle allure) {
        attach(allure, unrealistic);
    }

    private static void attach(AllureLifecycle allure, List<Picture> pictures) {
        pictures.forEach(
                picture -> allure.addAttachment(picture.name(), picture.type(), picture.ending(), picture.content()));
    }

    private List<Picture> of(String organ) {
        return organs.computeIfAbsent(organ, any -> new ArrayList<>());
    }

    private boolean fits(Picture picture, List<Picture> among) {
        if (bytes + picture.content().length > MOST_BYTES) {
            return false;
        }
        bytes += picture.content().length;
        return among.add(picture);
    }

    /** The first, which is the worst. */
    private static Optional<WorstCase> first(String organ, List<WorstCase> slices) {
        return slices.stream().filter(slice -> slice.organ().equals(organ)).findFirst();
    }

    private static Picture panel(Panel panel) {
        return new Picture(panel.title(), "image/jpeg", ".jpg", panel.jpeg());
    }

    /** Allure shows HTML in a frame of its own, in which scripts run. */
    private Picture scroll(Panel panel) {
        return new Picture(
                panel.title() + ": scroll through the planes",
                "text/html",
                ".html",
                new ScrollPage(panel).small(Math.min(SCROLL_BYTES, MOST_BYTES - bytes)));
    }

    private static Picture beforeAndAfter(Panel panel) {
        String diff = MAPPER.createObjectNode()
                .put("expected", dataUri(panel.cleanJpeg()))
                .put("actual", dataUri(panel.attackedJpeg()))
                .put("diff", dataUri(panel.changeJpeg()))
                .toString();
        return new Picture(
                panel.title() + ": segmentation before and after",
                "application/vnd.allure.image.diff",
                ".imagediff",
                diff.getBytes(StandardCharsets.UTF_8));
    }

    private static String dataUri(byte[] jpeg) {
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
    }
}
